package org.ccache.bench.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Turns of arms in rounds: in each round every arm has one, in a random order, back to back. What slows the
 * machine for a while then slows all of them alike. The first rounds warm up and are not kept.
 *
 * <pre>
 *   while (rounds.next()) {
 *       rounds.took(time(rounds.who()));
 *   }
 * </pre>
 */
public final class Rounds<T> {
    private final List<T> order;
    private final Map<T, double[]> nanos = new LinkedHashMap<>();
    private final int warmUp;
    private final int rounds;
    private final Random random;
    private int round; // the warm-up rounds are below 0
    private int turn = -1;

    public Rounds(Collection<? extends T> arms, int warmUp, int rounds, Random random) {
        this.order = new ArrayList<>(arms);
        this.warmUp = warmUp;
        this.rounds = rounds;
        this.random = random;
        this.round = -warmUp - 1;
        order.forEach(arm -> nanos.put(arm, new double[rounds]));
    }

    /** Goes on to the next turn; false if there is none. */
    public boolean next() {
        if (turn < 0 || turn == order.size() - 1) {
            if (order.isEmpty() || round == rounds - 1) {
                return false;
            }
            round++;
            turn = -1;
            Collections.shuffle(order, random);
        }
        turn++;
        return true;
    }

    /** Whose turn it is. */
    public T who() {
        return order.get(turn);
    }

    /** What the turn took, for example by operation. */
    public void took(double time) {
        if (round >= 0) {
            nanos.get(who())[round] = time;
        }
    }

    /** Share of the turns that were begun. */
    public double done() {
        return (round + warmUp + (turn + 1.0) / order.size()) / (warmUp + rounds);
    }

    /** By arm, in the order given, and round; a round has the same index with every arm. */
    public Map<T, double[]> nanos() {
        return nanos;
    }
}

package org.ccache.bench.research.freelist;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.ccache.bench.measure.Crew;

/**
 * Looks for the ABA problem by chance: threads pop two nodes and push the first one back before the second, so that for
 * a moment the head is what it was while what it linked to is somebody's. A node that somebody pops while another one
 * has it ends the round, on a fresh list each.
 */
public final class AbaHunt {
    private static final int THREADS = 4;
    private static final int NODES = 8;

    /**
     * What was found.
     *
     * @param rounds lists that were used up or survived their time
     * @param broken lists on which a node was handed out twice
     * @param pops over all rounds
     * @param aborts of sequences
     */
    public record Caught(int rounds, int broken, long pops, long aborts) {}

    private AbaHunt() {}

    /** As many rounds as asked for, of some milliseconds each unless they end earlier. */
    public static Caught run(Function<Nodes, Freelist> maker, int rounds, long roundMillis)
            throws InterruptedException {
        int broken = 0;
        long pops = 0;
        long aborts = 0;
        for (int round = 0; round < rounds; round++) {
            Nodes nodes = new Nodes(NODES);
            try (Freelist list = maker.apply(nodes)) {
                AtomicBoolean found = new AtomicBoolean();
                for (long popped : hunt(list, nodes, found, System.nanoTime() + roundMillis * 1_000_000)) {
                    pops += popped;
                }
                broken += found.get() ? 1 : 0;
                aborts += list.aborts();
            }
        }
        return new Caught(rounds, broken, pops, aborts);
    }

    private static List<Long> hunt(Freelist list, Nodes nodes, AtomicBoolean found, long until)
            throws InterruptedException {
        CyclicBarrier filled = new CyclicBarrier(THREADS);
        return Crew.work(THREADS, number -> () -> {
            for (int node = number; node < NODES; node += THREADS) {
                list.push(nodes.address(node));
            }
            filled.await();
            return work(list, nodes, found, until);
        });
    }

    private static long work(Freelist list, Nodes nodes, AtomicBoolean found, long until) {
        long pops = 0;
        while (!found.get() && System.nanoTime() < until) {
            for (int i = 0; i < 64 && !found.get(); i++) {
                long first = list.pop();
                long second = list.pop();
                pops += 2;
                if (first != 0 && !nodes.take(first) || second != 0 && !nodes.take(second)) {
                    found.set(true); // the list is broken: nobody puts anything back
                    return pops;
                }
                giveBack(list, nodes, first); // the head is what it was, and its link is ours
                giveBack(list, nodes, second);
            }
        }
        return pops;
    }

    private static void giveBack(Freelist list, Nodes nodes, long node) {
        if (node != 0) {
            nodes.giveUp(node);
            list.push(node);
        }
    }
}

package org.ccache.bench.research.percpu;

import java.util.ArrayList;
import java.util.List;

/** Everything that is compared. */
final class Scenarios {
    private static final int[] SIZES = {32, 8, 256};
    private static final int DRAINED_OPERATIONS = 20_000;
    private static final int CONSUMED_OPERATIONS = 50_000;
    private static final int CONSUMED_CAPACITY = 1 << 22;

    private Scenarios() {}

    /** The name of a ring's scenario, for promises. */
    static String ring(int bytes, int producers, boolean consumer) {
        return "ring offer, " + bytes + " bytes, " + producers + (producers == 1 ? " producer" : " producers")
                + (consumer ? ", 1 consumer" : ", drained between");
    }

    static String counter(int threads) {
        return "counter add, " + threads + (threads == 1 ? " thread" : " threads");
    }

    /** @param quick the sizes and thread counts that promises speak of, and no more */
    static List<Scenario> all(boolean quick) {
        List<Scenario> all = new ArrayList<>();
        for (int bytes : quick ? new int[] {32} : SIZES) {
            for (int producers : new int[] {1, 4}) {
                all.add(drained(bytes, producers));
                all.add(new Scenario(
                        ring(bytes, producers, true),
                        producers,
                        true,
                        CONSUMED_OPERATIONS,
                        () -> Rings.arms(bytes, Rings.share(CONSUMED_CAPACITY), CONSUMED_CAPACITY)));
            }
        }
        for (int threads : quick ? new int[] {1, 4} : new int[] {1, 4, 64}) {
            all.add(new Scenario(counter(threads), threads, false, 400_000 / threads, Counters::adders));
        }
        for (int threads : new int[] {1, 4}) {
            String on = threads == 1 ? ", 1 thread" : ", " + threads + " threads";
            all.add(new Scenario("take and put back" + on, threads, false, 200_000 / threads, Stacks::all));
            all.add(new Scenario(
                    "compare and store" + on, threads, false, 400_000 / threads, Counters::compareAndStores));
        }
        return all;
    }

    /** A ring takes twice what a turn puts in, even if all threads run with one index. */
    private static Scenario drained(int bytes, int producers) {
        int operations = bytes > 32 ? DRAINED_OPERATIONS / 4 : DRAINED_OPERATIONS;
        int turn = Math.toIntExact(StripedRing.need(bytes) * producers * operations);
        int capacity = Integer.highestOneBit(turn) * 4;
        return new Scenario(
                ring(bytes, producers, false),
                producers,
                false,
                operations,
                () -> Rings.arms(bytes, capacity, capacity));
    }
}

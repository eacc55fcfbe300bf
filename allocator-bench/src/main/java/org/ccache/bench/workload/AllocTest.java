package org.ccache.bench.workload;

import java.util.ArrayList;
import java.util.List;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * Ignatchenko's alloc-test: 262,144 slots, shared out among the threads and half full. A step takes a slot, few of them
 * most of the time, and fills it if it is empty or frees it if it is not. Sizes of 5 to 1,024 B halve in number with
 * each doubling; all bytes are written, and read before the free.
 */
final class AllocTest implements Workload {
    private static final int SLOTS = 1 << 18;
    private static final int CHUNK = 1000;

    /** Six times 80/20: probability of each group of slots, and the share of the slots that is in it. */
    private static final double[] CHANCES = {.262144, .393216, .24576, .08192, .01536, .001536, .000064};

    private static final double[] SHARES = {.000064, .001536, .01536, .08192, .24576, .393216, .262144};
    private static final int SIZE_CLASSES = 8;

    private final boolean single;

    AllocTest() {
        this(true);
    }

    AllocTest(boolean single) {
        this.single = single;
    }

    @Override
    public List<Workload> forms() {
        return List.of(this, new AllocTest(false));
    }

    @Override
    public int place() {
        return 6;
    }

    @Override
    public String name() {
        return single ? "alloc-test-1" : "alloc-test";
    }

    @Override
    public String what() {
        return (single ? "one thread fills" : "threads fill")
                + " and free 262,144 slots, half of them full, a few of them most of the time, with 5 to 1,024 B, mostly"
                + " below 32 B (Ignatchenko)";
    }

    @Override
    public String operation() {
        return "allocation or free";
    }

    @Override
    public Needs needs() {
        return new Needs(false, false, 1024);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        int threads = single ? 1 : processors;
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            lanes.add(new Slots(peer.table(SLOTS / threads), SLOTS / threads, new RandomStream(seed, i)));
        }
        return lanes;
    }

    private static final class Slots extends Lane {
        private final BlockTable table;
        private final int[] held;
        private final RandomStream random;
        private final double[] chances = new double[CHANCES.length];
        private final int[] firsts = new int[CHANCES.length];
        private final int[] counts = new int[CHANCES.length];
        private long requested;
        private long read;

        Slots(BlockTable table, int slots, RandomStream random) {
            this.table = table;
            this.held = new int[slots];
            this.random = random;
            double chance = 0;
            double share = 0;
            for (int group = 0; group < CHANCES.length; group++) {
                chance += CHANCES[group];
                chances[group] = chance;
                firsts[group] = (int) (share * slots);
                share += SHARES[group];
                counts[group] = Math.max(1, (int) (share * slots) - firsts[group]);
            }
        }

        @Override
        protected void work() {
            for (int slot = 0; slot < held.length && !stopped(); slot++) {
                if (random.chance(500)) {
                    fill(slot);
                }
            }
            while (!stopped()) {
                steps();
                count(CHUNK);
                requested(requested);
            }
            for (int slot = 0; slot < held.length; slot++) {
                if (held[slot] != 0) {
                    table.free(slot);
                }
            }
            if (read == Long.MIN_VALUE) {
                throw new IllegalStateException("the sum of all bytes read is used here, so that they are read");
            }
        }

        private void steps() {
            for (int i = 0; i < CHUNK; i++) {
                int slot = slot();
                if (held[slot] == 0) {
                    fill(slot);
                } else {
                    read += Touch.sum(table.address(slot), held[slot]);
                    table.free(slot);
                    requested -= held[slot];
                    held[slot] = 0;
                }
            }
        }

        private int slot() {
            double chance = random.unit();
            int group = 0;
            while (group < chances.length - 1 && chance >= chances[group]) {
                group++;
            }
            return Math.min(held.length - 1, firsts[group] + random.below(counts[group]));
        }

        private void fill(int slot) {
            int sizeClass = Math.min(SIZE_CLASSES - 1, Long.numberOfTrailingZeros(random.next() | 1L << 40));
            int size = (1 << (sizeClass + 2)) + 1 + random.below(1 << (sizeClass + 2));
            table.allocate(slot, size);
            Touch.fill(table.address(slot), size);
            held[slot] = size;
            requested += size;
        }
    }
}

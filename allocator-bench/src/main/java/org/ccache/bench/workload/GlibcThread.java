package org.ccache.bench.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * glibc's bench-malloc-thread: each thread replaces blocks in 1,024 slots. Sizes of 4 to 32,768 B become rarer with
 * their square (median 8 B), are drawn beforehand like the slots, and every byte is written.
 */
final class GlibcThread implements Workload {
    private static final int SLOTS = 1024;
    private static final int SIZES = 8192;
    private static final int PLACES = 4096;
    private static final int LEAST = 4;
    private static final int MOST = 32_768;

    @Override
    public int place() {
        return 8;
    }

    @Override
    public String name() {
        return "glibc-thread";
    }

    @Override
    public String what() {
        return "each thread replaces blocks of 4 to 32,768 B, most of them tiny, in 1,024 slots and writes all bytes"
                + " (glibc, bench-malloc-thread)";
    }

    @Override
    public String operation() {
        return "free, allocation and filling";
    }

    @Override
    public Needs needs() {
        return new Needs(false, false, MOST);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] sizes = random.doubles(SIZES).mapToInt(GlibcThread::size).toArray();
        int[] places = random.ints(PLACES, 0, SLOTS).toArray();
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < processors; i++) {
            lanes.add(new Slots(peer.table(SLOTS), sizes, places));
        }
        return lanes;
    }

    /** Density proportional to the inverse square. */
    private static int size(double random) {
        return (int) (1 / ((1.0 / MOST - 1.0 / LEAST) * random + 1.0 / LEAST));
    }

    private static final class Slots extends Lane {
        private final BlockTable table;
        private final int[] held = new int[SLOTS];
        private final int[] sizes;
        private final int[] places;
        private int at;
        private long requested;

        Slots(BlockTable table, int[] sizes, int[] places) {
            this.table = table;
            this.sizes = sizes;
            this.places = places;
        }

        @Override
        protected void work() {
            while (!stopped()) {
                replace();
                count(SLOTS);
                requested(requested);
            }
            for (int slot = 0; slot < SLOTS; slot++) {
                if (held[slot] != 0) {
                    table.free(slot);
                }
            }
        }

        private void replace() {
            for (int i = 0; i < SLOTS; i++) {
                int slot = places[at & (PLACES - 1)];
                int size = sizes[at++ & (SIZES - 1)];
                if (held[slot] != 0) {
                    table.free(slot);
                }
                table.allocate(slot, size);
                Touch.fill(table.address(slot), size);
                requested += size - held[slot];
                held[slot] = size;
            }
        }
    }
}

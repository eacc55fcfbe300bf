package org.ccache.bench.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import org.ccache.bench.measure.Rounds;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.replay.Stamp;

/**
 * mimalloc's stress test: threads allocate blocks that die soon and blocks that stay for a round, mostly tiny, a few up
 * to 5 MB, and swap some with 1,000 slots that all share. Every byte is written, and verified at the free. A thread
 * ends with its round and another follows; half of its share of the common slots is emptied then.
 */
final class Mstress implements Workload {
    private static final int COMMON = 1000;
    private static final int LOCKS = 64;
    private static final int BASE = 100 * 50;
    private static final int WORD = 8;
    private static final int LARGEST = 64 * 10_000 * WORD;

    @Override
    public int place() {
        return 4;
    }

    @Override
    public String name() {
        return "mstress";
    }

    @Override
    public String what() {
        return "threads in succession with blocks of 8 to 512 B, some up to 5 MB, a quarter swapped through shared slots;"
                + " all bytes written and verified (mimalloc's stress test)";
    }

    @Override
    public String operation() {
        return "allocation, filling, verification and free";
    }

    @Override
    public Needs needs() {
        return new Needs(true, true, LARGEST);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        Common common = new Common(peer.table(COMMON), processors);
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < processors; i++) {
            lanes.add(new Rounds(peer, common, i, processors, new RandomStream(seed, i)));
        }
        return lanes;
    }

    /** Slots of all threads, a lock for some each. */
    private static final class Common {
        private final BlockTable table;
        private final int[] sizes = new int[COMMON];
        private final long[] owners = new long[COMMON];
        private final Object[] locks = new Object[LOCKS];

        private final Phaser end;

        Common(BlockTable table, int lanes) {
            this.table = table;
            this.end = new Phaser(lanes);
            for (int i = 0; i < LOCKS; i++) {
                locks[i] = new Object();
            }
        }

        void swap(int slot, Verified mine, int mySlot) {
            synchronized (locks[slot % LOCKS]) {
                table.exchange(slot, mine.table, mySlot);
                int size = sizes[slot];
                sizes[slot] = mine.sizes[mySlot];
                mine.sizes[mySlot] = size;
                long owner = owners[slot];
                owners[slot] = mine.owners[mySlot];
                mine.owners[mySlot] = owner;
            }
        }
    }

    /** A thread's blocks, with what was written to them. */
    private static final class Verified {
        private final BlockTable table;
        private final int[] sizes;
        private final long[] owners;
        private long verified;
        private long wrong;

        Verified(BlockTable table, int slots) {
            this.table = table;
            this.sizes = new int[slots];
            this.owners = new long[slots];
        }

        void allocate(int slot, int size, long owner) {
            table.allocate(slot, size);
            Stamp.writeAll(table.address(slot), size, Stamp.of(owner));
            sizes[slot] = size;
            owners[slot] = owner;
        }

        void free(int slot) {
            if (sizes[slot] != 0) {
                long found = Stamp.checkAll(table.address(slot), sizes[slot], Stamp.of(owners[slot]));
                verified++;
                wrong += found == Stamp.INTACT ? 0 : 1;
                table.free(slot);
                sizes[slot] = 0;
            }
        }
    }

    private static final class Rounds extends SuccessiveLane {
        private final Common common;
        private final int number;
        private final int lanes;
        private final int transients;
        private final RandomStream random;
        private final Verified passing;
        private final Verified retained;
        private long owner;

        Rounds(Peer peer, Common common, int number, int lanes, RandomStream random) {
            super(peer);
            this.common = common;
            this.number = number;
            this.lanes = lanes;
            this.transients = BASE * (number % 8 + 1);
            this.random = random;
            this.passing = new Verified(peer.table(transients), transients);
            this.retained = new Verified(peer.table(transients / 2), transients / 2);
            this.owner = (long) number << 40;
        }

        @Override
        void generation() {
            int filled = 0;
            int kept = 0;
            while ((filled < transients || kept < transients / 2) && !stopped()) {
                if (kept == transients / 2 || filled < transients && random.chance(510)) {
                    passing.allocate(filled++, size(5), owner++);
                } else {
                    retained.allocate(kept++, size(7), owner++);
                }
                count(1);
                if (filled > 0 && random.chance(670)) {
                    passing.free(random.below(filled));
                }
                if (filled > 0 && random.chance(260)) {
                    common.swap(random.below(COMMON), passing, random.below(filled));
                }
            }
            freeFirst(retained, kept);
            freeFirst(passing, filled);
            emptyCommon(510);
        }

        /** A power of two of words, now and then many times as much. */
        private int size(int powers) {
            int words = 1 << random.below(powers);
            if (random.chance(20)) {
                int luck = random.below(1000);
                words *= luck < 20 ? 10_000 : luck < 128 ? 1_000 : 100;
            }
            return words * WORD;
        }

        private static void freeFirst(Verified blocks, int count) {
            for (int slot = 0; slot < count; slot++) {
                blocks.free(slot);
            }
        }

        /** This lane's share of the common slots, with a probability in permille each. Ends with slot 0 empty. */
        private void emptyCommon(int permille) {
            for (int slot = number; slot < COMMON; slot += lanes) {
                if (random.chance(permille)) {
                    common.swap(slot, passing, 0);
                    passing.free(0);
                }
            }
        }

        @Override
        void freeAll() {
            common.end.arriveAndAwaitAdvance(); // nobody swaps any more
            emptyCommon(1000);
        }

        @Override
        void failed() {
            common.end.arriveAndDeregister();
        }

        @Override
        public long verified() {
            return passing.verified + retained.verified;
        }

        @Override
        public long wrong() {
            return passing.wrong + retained.wrong;
        }
    }
}

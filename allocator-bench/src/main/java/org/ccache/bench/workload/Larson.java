package org.ccache.bench.workload;

import java.util.ArrayList;
import java.util.List;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * Larson and Krishnan's server: blocks of 8 to 999 B in slots; a random one is freed and another put in its place. The
 * first blocks come from one thread and are handed out at random, and each thread hands its slots to a successor after
 * a while and ends: most blocks are freed by another thread than the one that allocated them, many after it has ended.
 */
final class Larson implements Workload {
    private static final int LEAST = 8;
    private static final int SIZES = 992;
    private static final int CHUNK = 250;

    private final LarsonKind kind;

    /** Variants of the workload. */
    enum LarsonKind {
        /** As published: a platform thread for each processor, 500,000 steps each. */
        PLAIN("larson", 1, 5000, 500_000),
        /** Frees are told the size. */
        SIZED("larson-sized", 1, 5000, 500_000),
        /** Many short virtual threads. */
        VIRTUAL("larson-virtual", 16, 500, 2_000);

        private final String title;
        private final int chains; // for each processor
        private final int slots; // of each chain
        private final int steps; // of each thread

        LarsonKind(String title, int chains, int slots, int steps) {
            this.title = title;
            this.chains = chains;
            this.slots = slots;
            this.steps = steps;
        }
    }

    Larson() {
        this(LarsonKind.PLAIN);
    }

    Larson(LarsonKind kind) {
        this.kind = kind;
    }

    @Override
    public List<Workload> forms() {
        return List.of(this, new Larson(LarsonKind.SIZED), new Larson(LarsonKind.VIRTUAL));
    }

    @Override
    public int place() {
        return 1;
    }

    @Override
    public String name() {
        return kind.title;
    }

    @Override
    public String what() {
        return switch (kind) {
            case PLAIN ->
                "threads replace blocks of 8 to 999 B in 5,000 slots each, and hand the slots to a new thread"
                        + " after 500,000 steps (Larson and Krishnan)";
            case SIZED -> "larson, with frees that are told the size";
            case VIRTUAL ->
                "larson on virtual threads: 16 chains for each processor, 500 slots, a new thread every 2,000"
                        + " steps";
        };
    }

    @Override
    public String operation() {
        return "free and allocation";
    }

    @Override
    public Needs needs() {
        return new Needs(true, false, LEAST + SIZES);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        int chains = processors * kind.chains;
        int slots = chains * kind.slots;
        BlockTable table = peer.table(slots);
        int[] sizes = new int[slots];
        RandomStream random = new RandomStream(seed, -1);
        for (int slot = 0; slot < slots; slot++) {
            sizes[slot] = LEAST + random.below(SIZES);
            table.allocate(slot, sizes[slot]);
        }
        for (int slot = slots - 1; slot > 0; slot--) {
            int other = random.below(slot + 1);
            table.exchange(slot, table, other);
            int size = sizes[slot];
            sizes[slot] = sizes[other];
            sizes[other] = size;
        }
        for (int step = 0; step < 4 * slots; step++) {
            int slot = random.below(slots);
            table.free(slot);
            sizes[slot] = LEAST + random.below(SIZES);
            table.allocate(slot, sizes[slot]);
        }
        List<Lane> lanes = new ArrayList<>();
        for (int chain = 0; chain < chains; chain++) {
            RandomStream own = new RandomStream(seed, chain);
            lanes.add(new Chain(peer, kind, table, sizes, chain * kind.slots, own));
        }
        return lanes;
    }

    private static final class Chain extends SuccessiveLane {
        private final LarsonKind kind;
        private final BlockTable table;
        private final int[] sizes;
        private final int first;
        private final RandomStream random;

        Chain(Peer peer, LarsonKind kind, BlockTable table, int[] sizes, int first, RandomStream random) {
            super(peer);
            this.kind = kind;
            this.table = table;
            this.sizes = sizes;
            this.first = first;
            this.random = random;
        }

        @Override
        protected Thread thread(Peer peer, Runnable task) {
            return kind == LarsonKind.VIRTUAL ? Thread.ofVirtual().unstarted(task) : super.thread(peer, task);
        }

        @Override
        void generation() {
            long requested = 0;
            for (int slot = first; slot < first + kind.slots; slot++) {
                requested += sizes[slot];
            }
            for (int step = 0; step < kind.steps && !stopped(); step += CHUNK) {
                requested += kind == LarsonKind.SIZED ? sized() : plain();
                requested(requested);
                count(CHUNK);
            }
        }

        private long plain() {
            long more = 0;
            for (int i = 0; i < CHUNK; i++) {
                int slot = first + random.below(kind.slots);
                table.free(slot);
                more += fill(slot);
            }
            return more;
        }

        private long sized() {
            long more = 0;
            for (int i = 0; i < CHUNK; i++) {
                int slot = first + random.below(kind.slots);
                table.free(slot, sizes[slot]);
                more += fill(slot);
            }
            return more;
        }

        private int fill(int slot) {
            int size = LEAST + random.below(SIZES);
            table.allocate(slot, size);
            long address = table.address(slot);
            Touch.put(address, (byte) 1);
            Touch.put(address + 1, (byte) 2);
            if (Touch.get(address) != 1) {
                throw new IllegalStateException("a byte just written has changed");
            }
            int more = size - sizes[slot];
            sizes[slot] = size;
            return more;
        }

        @Override
        void freeAll() {
            for (int slot = first; slot < first + kind.slots; slot++) {
                table.free(slot);
            }
        }
    }
}

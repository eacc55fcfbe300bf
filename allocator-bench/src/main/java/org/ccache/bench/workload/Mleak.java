package org.ccache.bench.workload;

import java.util.List;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.measure.Rounds;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * Threads come and go, ten at a time: each fills a block of 128 B, puts it into one of 1,000 slots, frees what was
 * there and ends. The start of threads is part of the time; what an allocator keeps for a thread, or gives back when it
 * ends, too.
 */
final class Mleak implements Workload {
    private static final int SLOTS = 1000;
    private static final int THREADS = 10;
    private static final int SIZE = 128;

    private final boolean virtual;

    Mleak() {
        this(false);
    }

    Mleak(boolean virtual) {
        this.virtual = virtual;
    }

    @Override
    public List<Workload> forms() {
        return List.of(this, new Mleak(true));
    }

    @Override
    public int place() {
        return 9;
    }

    @Override
    public String name() {
        return virtual ? "mleak-virtual" : "mleak";
    }

    @Override
    public String what() {
        return "ten " + (virtual ? "virtual threads" : "threads")
                + " at a time, one block of 128 B each, freed by another thread later (mleak of mimalloc-bench)";
    }

    @Override
    public String operation() {
        return "thread with an allocation and a free";
    }

    @Override
    public Needs needs() {
        return new Needs(true, false, SIZE);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        return List.of(new Rounds(peer, virtual, new RandomStream(seed, 0)));
    }

    private static final class Rounds extends Lane {
        private final Peer peer;
        private final boolean virtual;
        private final RandomStream random;
        private final BlockTable slots;
        private final boolean[] held = new boolean[SLOTS];
        private final BlockTable[] ownTables = new BlockTable[THREADS];

        Rounds(Peer peer, boolean virtual, RandomStream random) {
            this.peer = peer;
            this.virtual = virtual;
            this.random = random;
            this.slots = peer.table(SLOTS);
            for (int i = 0; i < THREADS; i++) {
                ownTables[i] = peer.table(1);
            }
        }

        @Override
        protected void work() throws InterruptedException {
            Thread[] threads = new Thread[THREADS];
            while (!stopped()) {
                for (int i = 0; i < THREADS; i++) {
                    BlockTable own = ownTables[i];
                    int slot = random.below(SLOTS);
                    Runnable task = () -> replace(own, slot);
                    threads[i] = virtual ? Thread.ofVirtual().unstarted(task) : peer.thread(task);
                    threads[i].start();
                }
                for (Thread thread : threads) {
                    thread.join();
                }
                if (failure() != null) {
                    return;
                }
                count(THREADS);
            }
            for (int slot = 0; slot < SLOTS; slot++) {
                if (held[slot]) {
                    slots.free(slot);
                }
            }
        }

        private void replace(BlockTable own, int slot) {
            try {
                own.allocate(0, SIZE);
                Touch.fill(own.address(0), SIZE);
                boolean full;
                synchronized (slots) {
                    slots.exchange(slot, own, 0);
                    full = held[slot];
                    held[slot] = true;
                }
                if (full) {
                    own.free(0);
                }
            } catch (Throwable e) { // whatever it is, the harness must hear of it
                fail(e);
            }
        }
    }
}

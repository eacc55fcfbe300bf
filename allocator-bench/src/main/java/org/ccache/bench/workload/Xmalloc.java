package org.ccache.bench.workload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * Lever and Boreham's xmalloc: producers allocate batches of 4,096 blocks of 64 B, consumers free them, the newest
 * batch first. The list of a batch is a block too. Each block is freed by another thread than the one that allocated
 * it.
 */
final class Xmalloc implements Workload {
    private static final int BATCH = 4096;
    private static final int SIZE = 64;
    private static final int LIST_BYTES = 8 * (BATCH + 1);
    private static final int MOST_BATCHES = 100;
    private static final int CHUNK = 256;

    @Override
    public int place() {
        return 2;
    }

    @Override
    public String name() {
        return "xmalloc";
    }

    @Override
    public String what() {
        return "a producer and a consumer for each processor: batches of 4,096 blocks of 64 B, at most 100 on the way, the"
                + " newest freed first (Lever and Boreham)";
    }

    @Override
    public String operation() {
        return "allocation in one thread, free in another";
    }

    @Override
    public Needs needs() {
        return new Needs(true, false, LIST_BYTES);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        Stack stack = new Stack(peer);
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < processors; i++) {
            lanes.add(new Producer(stack));
            lanes.add(new Consumer(stack));
        }
        return lanes;
    }

    /** Batches on their way. Tables are used again, so that they cost the Java heap nothing. */
    private static final class Stack {
        private final Peer peer;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final Deque<BlockTable> full = new ArrayDeque<>();
        private final Deque<BlockTable> empty = new ArrayDeque<>();
        private int producers;

        Stack(Peer peer) {
            this.peer = peer;
        }

        /** An empty table; null when the lane is to stop. */
        BlockTable empty(Lane lane) throws InterruptedException {
            lock.lock();
            try {
                while (full.size() >= MOST_BATCHES && !lane.stopped()) {
                    changed.await();
                }
                if (lane.stopped()) {
                    return null;
                }
                return empty.isEmpty() ? peer.table(BATCH + 1) : empty.pop();
            } finally {
                lock.unlock();
            }
        }

        void push(BlockTable batch) {
            lock.lock();
            try {
                full.push(batch);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** The newest batch; null when there is none and no producer is left. */
        BlockTable pop() throws InterruptedException {
            lock.lock();
            try {
                while (full.isEmpty() && producers > 0) {
                    changed.await();
                }
                BlockTable batch = full.poll();
                changed.signalAll();
                return batch;
            } finally {
                lock.unlock();
            }
        }

        void recycle(BlockTable batch) {
            lock.lock();
            try {
                empty.push(batch);
            } finally {
                lock.unlock();
            }
        }

        void producers(int more) {
            lock.lock();
            try {
                producers += more;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void wake() {
            producers(0);
        }

        int onTheWay() {
            lock.lock();
            try {
                return full.size() + 1;
            } finally {
                lock.unlock();
            }
        }
    }

    private static final class Producer extends Lane {
        private final Stack stack;

        Producer(Stack stack) {
            this.stack = stack;
            stack.producers(1); // before any consumer can ask
        }

        @Override
        protected void work() throws InterruptedException {
            try {
                for (BlockTable batch = stack.empty(this); batch != null; batch = stack.empty(this)) {
                    batch.allocate(BATCH, LIST_BYTES);
                    Touch.pages(batch.address(BATCH), LIST_BYTES);
                    for (int from = 0; from < BATCH; from += CHUNK) {
                        fill(batch, from);
                    }
                    stack.push(batch);
                }
            } finally {
                stack.producers(-1);
            }
        }

        private static void fill(BlockTable batch, int from) {
            for (int slot = from; slot < from + CHUNK; slot++) {
                batch.allocate(slot, SIZE);
                Touch.fill(batch.address(slot), SIZE);
            }
        }

        @Override
        public void stop() {
            super.stop();
            stack.wake();
        }
    }

    private static final class Consumer extends Lane {
        private final Stack stack;

        Consumer(Stack stack) {
            this.stack = stack;
        }

        @Override
        protected void work() throws InterruptedException {
            for (BlockTable batch = stack.pop(); batch != null; batch = stack.pop()) {
                requested((long) stack.onTheWay() * (BATCH * SIZE + LIST_BYTES));
                for (int from = 0; from < BATCH; from += CHUNK) {
                    free(batch, from);
                    count(CHUNK);
                }
                batch.free(BATCH);
                stack.recycle(batch);
            }
        }

        private static void free(BlockTable batch, int from) {
            for (int slot = from; slot < from + CHUNK; slot++) {
                batch.free(slot);
            }
        }
    }
}

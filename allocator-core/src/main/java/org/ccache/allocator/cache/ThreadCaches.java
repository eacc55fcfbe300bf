package org.ccache.allocator.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.ccache.allocator.depot.Depot;
import org.ccache.allocator.depot.Depots;
import org.ccache.sync.Mutex;
import org.ccache.sync.StackHeadroom;

/**
 * The tcaches: one cache for each thread, platform or virtual. The comparator: everything below is shared with the
 * ccaches.
 *
 * <p>A thread's blocks return to the depots after it has ended. The JDK has no public hook at a thread's end, so the
 * ended threads are looked for: a few at each new cache, all of them when statistics, a drain or an audit ask.
 * {@link Thread#isAlive} returning false orders everything the thread did before what is done here (JLS 17.4.4).
 */
public final class ThreadCaches extends Caches {
    private static final int LOOKED_AT = 4; // for each new cache: ended threads are found faster than new ones start

    private record Owned(Thread owner, ThreadCache cache) {}

    private final long cacheBytes;
    private final Depots depots;
    private final Pace pace;
    private final Mutex lock = new Mutex();
    private final List<Owned> caches = new ArrayList<>(); // guarded by lock
    private int next; // guarded by lock
    private int created; // guarded by lock
    private long drainedBlocks; // guarded by lock
    private volatile boolean closed; // written under lock

    @SuppressWarnings("ThreadLocalUsage") // of the allocator, not of the class: each has its own caches
    private final ThreadLocal<ThreadCache> local = new ThreadLocal<>() {
        @Override
        protected ThreadCache initialValue() {
            return create();
        }
    };

    /**
     * No cache yet.
     *
     * @param cacheBytes most bytes of blocks that each thread's cache keeps
     */
    public ThreadCaches(long cacheBytes, Depots depots, Pace pace) {
        this.cacheBytes = cacheBytes;
        this.depots = depots;
        this.pace = pace;
    }

    private ThreadCache create() {
        ThreadCache cache = new ThreadCache(cacheBytes, depots, pace);
        StackHeadroom.check();
        lock.lockWithin();
        try {
            for (int i = 0; i < LOOKED_AT && !caches.isEmpty(); i++) {
                next = next < caches.size() ? next : 0;
                next += returned(next) ? 0 : 1;
            }
            caches.add(new Owned(Thread.currentThread(), cache));
            created++;
        } finally {
            lock.unlock();
        }
        return cache;
    }

    /** Returns the cache of an ended thread to the depots; false if the thread lives. */
    private boolean returned(int i) {
        Owned owned = caches.get(i);
        if (owned.owner.isAlive()) {
            return false;
        }
        drainedBlocks += owned.cache.drain();
        caches.set(i, caches.getLast());
        caches.removeLast();
        return true;
    }

    private void returnEnded() {
        for (int i = 0; i < caches.size(); ) {
            i += returned(i) ? 0 : 1;
        }
    }

    @Override
    public long allocate(int sizeClass) {
        checkOpen();
        ThreadCache cache = own();
        if (cache == null) {
            throw new OutOfMemoryError("no Java heap for a thread's cache");
        }
        return cache.allocate(sizeClass);
    }

    @Override
    public void free(int sizeClass, long block) {
        checkOpen();
        ThreadCache cache = own();
        if (cache == null) {
            store(sizeClass, block); // a free must not fail for that
        } else {
            cache.free(sizeClass, block);
        }
    }

    /** The calling thread's, made at its first use; null if there is no heap for one. */
    private ThreadCache own() {
        try {
            return local.get();
        } catch (OutOfMemoryError e) {
            local.remove(); // first: the JDK may have kept it, and failed afterwards at a larger table for all that
            // it keeps
            disown();
            return null;
        }
    }

    /**
     * The thread has no cache, since the JDK had no heap for it: one that was made, empty, must not be left in the
     * list.
     */
    private void disown() {
        StackHeadroom.check();
        lock.lockWithin();
        try {
            for (int i = caches.size() - 1; i >= 0; i--) {
                if (caches.get(i).owner == Thread.currentThread()) {
                    caches.set(i, caches.getLast());
                    caches.removeLast();
                    created--;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void store(int sizeClass, long block) {
        Depot depot = depots.of(sizeClass);
        depot.lock();
        try {
            depot.storeOne(block);
        } finally {
            depot.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the allocator is closed");
        }
    }

    /** The calling thread's cache and those of ended threads: another thread's cannot be reached while it lives. */
    @Override
    public void drain() {
        checkOpen();
        ThreadCache cache = own();
        give(cache == null ? 0 : cache.drain());
    }

    /** As {@link #drain}; the calling thread's cache gives up its capacities too. */
    @Override
    public void trim() {
        checkOpen();
        ThreadCache cache = own();
        give(cache == null ? 0 : cache.trim());
    }

    private void give(long moved) {
        StackHeadroom.check();
        lock.lockWithin();
        try {
            drainedBlocks += moved;
            returnEnded();
        } finally {
            lock.unlock();
        }
    }

    /** Looks for ended threads. A living thread's cache cannot be reached: what it keeps, it keeps. */
    @Override
    public long maintain() {
        if (!lock.tryLock()) {
            return 0;
        }
        try {
            long before = drainedBlocks;
            returnEnded();
            return drainedBlocks - before;
        } finally {
            lock.unlock();
        }
    }

    /** New caches wait. A thread that works on its own meanwhile is not kept from it: what is seen of it may be old. */
    @Override
    public void stop() {
        StackHeadroom.check();
        lock.lockWithin();
    }

    @Override
    public void resume() {
        lock.unlock();
    }

    @Override
    public long count(int sizeClass) {
        StackHeadroom.check();
        lock.lockWithin();
        try {
            returnEnded();
            long sum = 0;
            for (Owned owned : caches) {
                sum += owned.cache.count(sizeClass);
            }
            return sum;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void forEach(int sizeClass, LongConsumer action) {
        for (Owned owned : caches) {
            owned.cache.forEach(sizeClass, action);
        }
    }

    @Override
    public int used() {
        StackHeadroom.check();
        lock.lockWithin();
        try {
            return created;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long budget() {
        return cacheBytes;
    }

    @Override
    public long capacityBytes() {
        StackHeadroom.check();
        lock.lockWithin();
        try {
            long sum = 0;
            for (Owned owned : caches) {
                sum += owned.cache.capacityBytes();
            }
            return sum;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long drainedBlocks() {
        StackHeadroom.check();
        lock.lockWithin();
        try {
            return drainedBlocks;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long aborts() {
        return 0;
    }

    @Override
    public long metadataBytes() {
        StackHeadroom.check();
        lock.lockWithin();
        try {
            long sum = 0;
            for (Owned owned : caches) {
                sum += owned.cache.metadataBytes();
            }
            return sum;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        StackHeadroom.check();
        lock.lockWithin();
        try {
            closed = true;
            caches.clear();
        } finally {
            lock.unlock();
        }
    }
}

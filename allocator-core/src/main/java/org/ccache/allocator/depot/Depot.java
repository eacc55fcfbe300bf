package org.ccache.allocator.depot;

import java.util.concurrent.locks.ReentrantLock;
import org.ccache.allocator.arena.Arena;
import org.ccache.allocator.arena.SpanTable;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.memory.StackHeadroom;
import org.ccache.allocator.slab.SlabLayout;
import org.ccache.allocator.slab.Slabs;

/**
 * The depot of one size class: a bounded stack of block addresses, off heap, and the class's slabs below it.
 *
 * <p>Batches are moved straight between the stack and a cache's magazine, under the lock: the words above the top are
 * private to the lock's owner, and so is each batch until it counts. Last in, first out, so that warm blocks go round;
 * the coldest, at the bottom, go back to their slabs when the stack is full.
 *
 * <p>The lock is never held over a system call, and no second lock is taken under it: spans are fetched before, and
 * given back after.
 */
public final class Depot {
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock carveLock = new ReentrantLock(); // taken before lock; held over the arena's growth
    private final int sizeClass;
    private final Arena arena;
    private final Slabs slabs;
    private final long stack;
    private final int capacity;

    private int count;
    private int reclaim = SpanTable.NONE; // empty slabs on their way to the arena, handed over by unlock
    private boolean closed;
    private long refills;
    private long flushes;

    /**
     * A depot.
     *
     * @param stack address of {@link #bytes} bytes
     * @param capacity most blocks to keep
     */
    Depot(int sizeClass, Arena arena, long stack, int capacity) {
        this.sizeClass = sizeClass;
        this.arena = arena;
        this.slabs = new Slabs(sizeClass, arena);
        this.stack = stack;
        this.capacity = capacity;
    }

    /** Bytes of the stack: what is kept, and one batch more in transit. */
    static long bytes(int capacity) {
        return 8L * capacity;
    }

    public void lock() {
        StackHeadroom.check();
        lock.lock();
        if (closed) {
            lock.unlock();
            throw new IllegalStateException("the allocator is closed");
        }
    }

    /** Leaves the lock, then gives the slabs that ran empty meanwhile to the arena. */
    public void unlock() {
        int empty = reclaim;
        reclaim = SpanTable.NONE;
        lock.unlock();
        while (empty != SpanTable.NONE) {
            int next = arena.table().next(empty); // read before the span is free: then the record is not ours
            if (!arena.freeSlab(empty, SlabLayout.units(sizeClass))) {
                return; // closed meanwhile: all spans are gone, and next may be anything
            }
            empty = next;
        }
    }

    /**
     * Locks, with at least one block on the stack.
     *
     * @return blocks on the stack, at most {@code n}; the lock is held
     * @throws OutOfMemoryError if there is none and no memory for another slab; the lock is not held
     */
    public int lockWithBlocks(int n) {
        for (; ; ) {
            lock();
            boolean filled = false;
            try {
                int wanted = Math.min(n, capacity);
                if (count < wanted) {
                    count += slabs.take(wanted - count, stack + 8L * count);
                }
                filled = count > 0;
                if (filled) {
                    return Math.min(n, count);
                }
            } finally {
                if (!filled) {
                    lock.unlock();
                }
            }
            addSlab();
        }
    }

    /** One thread of the class at a time: a second one, at the limit, would be refused what the first holds in hands. */
    private void addSlab() {
        carveLock.lock();
        try {
            if (!blocksAtHand()) {
                carve();
            }
        } finally {
            carveLock.unlock();
        }
    }

    private boolean blocksAtHand() {
        lock();
        try {
            return count > 0 || slabs.hasFree();
        } finally {
            lock.unlock();
        }
    }

    private void carve() {
        int unit = arena.allocateSlab(SlabLayout.units(sizeClass), sizeClass);
        boolean used = false;
        try {
            lock();
            try {
                slabs.add(unit);
                used = true;
            } finally {
                lock.unlock();
            }
        } finally {
            if (!used) {
                arena.freeSlab(unit, SlabLayout.units(sizeClass));
            }
        }
    }

    /** Address of the lowest of the top {@code n} blocks. */
    public long top(int n) {
        return stack + 8L * (count - n);
    }

    /** The top {@code n} blocks have been moved away. */
    public void taken(int n) {
        count -= n;
    }

    /** Takes the top block. */
    public long take() {
        return Memory.getLong(stack + 8L * --count);
    }

    /** Address at which up to {@code n} blocks may be stored, to be followed by {@link #put(int)}. */
    public long room(int n) {
        if (count + n > capacity) {
            evict(Math.min(count, Math.max(count + n - capacity, capacity / 2)));
        }
        return stack + 8L * count;
    }

    /** {@code n} blocks have been stored at {@link #room}. */
    public void put(int n) {
        count += n;
    }

    /** Puts one block on top. */
    public void putOne(long block) {
        Memory.putLong(room(1), block);
        count++;
    }

    private void evict(int n) {
        int empty = slabs.put(n, stack);
        Memory.copy(stack + 8L * n, stack, 8L * (count - n));
        count -= n;
        reclaim(empty);
    }

    private void reclaim(int empty) {
        while (empty != SpanTable.NONE) {
            int next = arena.table().next(empty);
            arena.table().next(empty, reclaim);
            reclaim = empty;
            empty = next;
        }
    }

    /** Sends every block to its slab and every empty slab to the arena. */
    public void trim() {
        lock();
        try {
            evict(count);
            reclaim(slabs.takeEmpty());
        } finally {
            unlock();
        }
    }

    /** Most blocks that one transfer may bring. */
    public int capacity() {
        return capacity;
    }

    public int count() {
        return count;
    }

    public Slabs slabs() {
        return slabs;
    }

    /** Counts a transfer to a cache; under the lock. */
    public void countRefill() {
        refills++;
    }

    /** Counts a transfer from a cache; under the lock. */
    public void countFlush() {
        flushes++;
    }

    public long refills() {
        return refills;
    }

    public long flushes() {
        return flushes;
    }

    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}

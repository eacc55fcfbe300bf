package org.ccache.allocator.depot;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.ExhaustedError;
import org.ccache.allocator.arena.SpanTable;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.ccache.allocator.slab.Slabs;
import org.ccache.sync.Mutex;
import org.ccache.sync.StackHeadroom;

/**
 * The depot of one size class: for each NUMA node a stack of block addresses and the class's slabs on that node, all
 * behind the class's one lock.
 *
 * <p>Batches are moved straight between a stack and a cache's magazine, under the lock, by whoever has the magazine: it
 * is supplied ({@link Taker}), or what it gives is stored ({@link Giver}). While the lock is held the depot speaks of
 * one node, the one that the thread was on when it took the lock: blocks come from there first, and blocks that are
 * stored are sorted to the stacks of their own nodes.
 *
 * <p>The lock is never held over a system call, and no second lock is taken under it: spans are fetched before, and
 * given back after. Nor is anything thrown while a block is on its way, which would lose or double it: {@link #lock}
 * has looked for the stack of a slow path, nobody takes heap, and what a taker or a giver answers is counted at once.
 */
public final class Depot {
    private static final int LEAST_BYTES = 64 << 10; // of blocks that a stack may keep at any time

    private final Mutex lock = new Mutex();
    private final Mutex carveLock = new Mutex(); // taken before lock; held over the arena's growth
    private final int sizeClass;
    private final Arenas arenas;
    private final IntSupplier nodeHint;
    private final AtomicInteger handOvers; // of all depots: threads with empty slabs in their hands
    private final NodeStack[] stacks;

    private NodeStack at; // the lock owner's
    private int reclaim = SpanTable.NONE; // empty slabs on their way to the arena, handed over by unlock
    private boolean closed;
    private long refills;
    private long flushes;

    /**
     * A depot.
     *
     * @param words address of {@link #bytes} bytes for each node
     * @param capacity most blocks to keep on each node
     * @param budget for what is kept beyond {@value #LEAST_BYTES} bytes, of a whole class for all
     * @param nodeHint the node of the calling thread
     * @param handOvers counts the threads that give slabs back, over all depots
     */
    Depot(
            int sizeClass,
            Arenas arenas,
            long words,
            int capacity,
            DepotBudget budget,
            IntSupplier nodeHint,
            AtomicInteger handOvers) {
        this.sizeClass = sizeClass;
        this.arenas = arenas;
        this.nodeHint = nodeHint;
        this.handOvers = handOvers;
        this.stacks = new NodeStack[arenas.nodes()];
        for (int node = 0; node < stacks.length; node++) {
            int least = SizeClasses.isWhole(sizeClass)
                    ? 0
                    : Math.clamp(LEAST_BYTES / SizeClasses.size(sizeClass), 2, capacity);
            Slabs slabs = new Slabs(sizeClass, arenas);
            stacks[node] = new NodeStack(slabs, words + node * bytes(capacity), capacity, least, budget);
        }
    }

    /** Bytes of a node's stack. */
    static long bytes(int capacity) {
        return 8L * capacity;
    }

    /**
     * Takes the lock, for a thread that has the stack for what is done under it.
     *
     * @throws StackOverflowError if it has not; the lock is not held
     * @throws IllegalStateException if the depots are closed; the lock is not held
     */
    public void lock() {
        StackHeadroom.check();
        int node = node();
        lock.lockWithin();
        if (closed) {
            lock.unlock();
            throw new IllegalStateException("the allocator is closed");
        }
        at = stacks[node];
    }

    private int node() {
        return stacks.length == 1 ? 0 : Math.clamp(nodeHint.getAsInt(), 0, stacks.length - 1);
    }

    /** Leaves the lock, then gives the slabs that ran empty meanwhile to the arena. */
    public void unlock() {
        int empty = reclaim;
        reclaim = SpanTable.NONE;
        if (empty == SpanTable.NONE) {
            lock.unlock();
            return;
        }
        handOvers.incrementAndGet(); // before the lock is left: from then on the slabs are in no list
        lock.unlock();
        try {
            while (empty != SpanTable.NONE) {
                int next = arenas.table().next(empty); // read before the span is free: then the record is not ours
                if (!arenas.freeSlab(empty, SlabLayout.units(sizeClass))) {
                    return; // closed meanwhile: all spans are gone, and next may be anything
                }
                empty = next;
            }
        } finally {
            handOvers.decrementAndGet();
        }
    }

    /**
     * Locks, with at least one block on the stack: of the thread's node, and only where that has no memory left of
     * another.
     *
     * @return blocks on the stack, at most {@code n}; the lock is held
     * @throws OutOfMemoryError if there is none and no memory for another slab; the lock is not held
     */
    public int lockWithBlocks(int n) {
        boolean anywhere = false;
        for (; ; ) {
            lock();
            boolean filled = false;
            try {
                int blocks = at.fill(n);
                for (int node = 0; anywhere && blocks == 0 && node < stacks.length; node++) {
                    at = stacks[node];
                    blocks = at.fill(n);
                }
                filled = blocks > 0;
                if (filled) {
                    return blocks;
                }
            } finally {
                if (!filled) {
                    lock.unlock();
                }
            }
            anywhere = addSlab();
        }
    }

    /**
     * One thread of the class at a time: a second one, at the limit, would be refused what the first holds in hands.
     *
     * @return whether another node's blocks have to do
     */
    private boolean addSlab() {
        carveLock.lockWithin(); // who comes here has passed the check of lock()
        try {
            int node = node();
            if (hasBlocks(node)) {
                return false;
            }
            int unit = stacks.length == 1 ? carve(node) : carveNear(node);
            return unit == SpanTable.NONE || arenas.nodeOf(unit) != node;
        } finally {
            carveLock.unlock();
        }
    }

    /** On the thread's node, then nowhere if another node has blocks, then anywhere. */
    private int carveNear(int node) {
        int unit;
        try {
            unit = add(arenas.allocateSlabOn(node, SlabLayout.units(sizeClass), sizeClass));
        } catch (ExhaustedError e) { // the limit is met on every node
            if (elsewhere(node)) {
                return SpanTable.NONE;
            }
            throw e;
        }
        return unit != SpanTable.NONE || elsewhere(node) ? unit : carve(node);
    }

    private boolean elsewhere(int node) {
        for (int other = 0; other < stacks.length; other++) {
            if (other != node && hasBlocks(other)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasBlocks(int node) {
        lock();
        try {
            return stacks[node].hasBlocks();
        } finally {
            lock.unlock();
        }
    }

    /** Carves a slab on a node, or on another if its range is exhausted. */
    private int carve(int node) {
        return add(arenas.allocateSlab(node, SlabLayout.units(sizeClass), sizeClass));
    }

    /** Adds a span, if it is one, to the slabs of its node. */
    private int add(int unit) {
        if (unit == SpanTable.NONE) {
            return unit;
        }
        boolean used = false;
        try {
            lock();
            try {
                stacks[arenas.nodeOf(unit)].slabs.add(unit);
                used = true;
            } finally {
                lock.unlock();
            }
        } finally {
            if (!used) {
                arenas.freeSlab(unit, SlabLayout.units(sizeClass));
            }
        }
        return unit;
    }

    /**
     * Supplies a taker with up to {@code n} blocks, the warmest, of those on the stack; what it does not take stays.
     * Under the lock.
     *
     * @return how many it took
     */
    public int supply(int n, Taker taker) {
        int taken = taker.take(sizeClass, at.top(n), n);
        at.taken(taken);
        return taken;
    }

    /** Supplies the warmest block. Under the lock. */
    public long supplyOne() {
        return at.take();
    }

    /**
     * Stores up to {@code n} blocks of a giver, each on top of its own node's stack. Where they might not fit, the
     * coldest are evicted to the slabs before, and those that are above the stack's bound after it. Under the lock.
     *
     * @return how many it gave
     */
    public int store(int n, Giver giver) {
        makeRoom(at, n);
        int given = giver.give(sizeClass, at.top(0), n);
        at.added(given);
        sort(given);
        settle(at);
        return given;
    }

    /** Stores the {@code n} blocks whose addresses stand from {@code from} on, likewise. Under the lock. */
    public void store(int n, long from) {
        makeRoom(at, n);
        Memory.copy(from, at.top(0), 8L * n);
        at.added(n);
        sort(n);
        settle(at);
    }

    /** Stores one block, likewise. Under the lock. */
    public void storeOne(long block) {
        NodeStack home = home(block);
        makeRoom(home, 1);
        home.add(block);
        settle(home);
    }

    private void makeRoom(NodeStack stack, int n) {
        int excess = stack.excess(n);
        if (excess > 0) {
            reclaim(stack.evict(excess));
        }
    }

    private void settle(NodeStack stack) {
        int over = stack.over();
        if (over > 0) {
            reclaim(stack.evict(over));
        }
    }

    /**
     * Moves those of the top {@code n} blocks that stand on other nodes to their own stacks; the others keep their
     * order.
     */
    private void sort(int n) {
        if (stacks.length == 1) {
            return;
        }
        long from = at.top(n);
        int kept = 0;
        for (int i = 0; i < n; i++) {
            long block = Memory.getLong(from + 8L * i);
            NodeStack home = home(block);
            if (home == at) {
                Memory.putLong(from + 8L * kept++, block);
            } else {
                makeRoom(home, 1);
                home.add(block);
                settle(home);
            }
        }
        at.taken(n - kept);
    }

    private NodeStack home(long block) {
        return stacks.length == 1 ? stacks[0] : stacks[arenas.nodeOf(arenas.unit(block))];
    }

    private void reclaim(int empty) {
        while (empty != SpanTable.NONE) {
            int next = arenas.table().next(empty);
            arenas.table().next(empty, reclaim);
            reclaim = empty;
            empty = next;
        }
    }

    /**
     * One round of maintenance: half of the blocks that nobody needed since the last one go back to their slabs, the
     * coldest first, and empty slabs that nobody has needed for a while to the arena.
     *
     * @return blocks that left
     */
    public int maintain() {
        lock();
        try {
            int left = 0;
            for (NodeStack stack : stacks) {
                int idle = stack.idle();
                reclaim(stack.evict(idle));
                reclaim(stack.slabs.takeIdle());
                left += idle;
            }
            return left;
        } finally {
            unlock();
        }
    }

    /** Whether there is nothing to maintain; racy: what is missed now is found in the next round. */
    boolean untouched() {
        for (NodeStack stack : stacks) {
            if (!stack.untouched()) {
                return false;
            }
        }
        return true;
    }

    /** Sends every block to its slab and every empty slab to the arena. */
    public void trim() {
        lock();
        try {
            for (NodeStack stack : stacks) {
                reclaim(stack.evictAll());
                reclaim(stack.slabs.takeEmpty());
            }
        } finally {
            unlock();
        }
    }

    /** Blocks on all stacks. */
    public int count() {
        int sum = 0;
        for (NodeStack stack : stacks) {
            sum += stack.count();
        }
        return sum;
    }

    /** Every block on the stacks; under the lock. */
    public void forEach(LongConsumer action) {
        for (NodeStack stack : stacks) {
            stack.forEach(action);
        }
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

    /** Blocks of all slabs. */
    public long carved() {
        long sum = 0;
        for (NodeStack stack : stacks) {
            sum += stack.slabs.carved();
        }
        return sum;
    }

    /** Blocks in slabs. */
    public long slabFree() {
        long sum = 0;
        for (NodeStack stack : stacks) {
            sum += stack.slabs.free();
        }
        return sum;
    }

    public long slabsCarved() {
        long sum = 0;
        for (NodeStack stack : stacks) {
            sum += stack.slabs.carvedSlabs();
        }
        return sum;
    }

    public long slabsReclaimed() {
        long sum = 0;
        for (NodeStack stack : stacks) {
            sum += stack.slabs.reclaimedSlabs();
        }
        return sum;
    }

    /** Blocks that came back to their slab while they were slab-free already. */
    public long doubleFrees() {
        long sum = 0;
        for (NodeStack stack : stacks) {
            sum += stack.slabs.doubleFrees();
        }
        return sum;
    }

    /** The class's slabs on one node. */
    public Slabs slabs(int node) {
        return stacks[node].slabs;
    }

    @SuppressWarnings("LockNotBeforeTry") // there is nothing to be done under it
    void awaitHolder() {
        lock.lockWithin();
        lock.unlock();
    }

    void close() {
        lock.lockWithin();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}

package org.ccache.allocator.cache;

import java.util.function.LongConsumer;
import org.ccache.allocator.depot.Depot;
import org.ccache.allocator.depot.Depots;
import org.ccache.allocator.memory.Memory;
import org.ccache.layout.RegionLayout;
import org.ccache.rseq.Rseq;
import org.ccache.sequence.RemoteFence;
import org.ccache.sequence.Sequences;

/**
 * The ccaches: one cache for each index, worked on by restartable sequences.
 *
 * <p>The index is read inside the sequence and nowhere else. What a slow path does for "its" index it does through a
 * sequence again, so a migration in between only means that another index's magazine gets the blocks.
 */
public final class IndexCaches extends Caches {
    private static final int LIMIT = Rseq.indexes();

    private final Regions range;
    private final long base;
    private final Depots depots;
    private final IndexCacheLayout layout;
    private final CacheBudget budget;
    private final CapacityPolicy policy;
    private final Drainer drainer;
    private final RunningIndex running;
    private final Pace pace;

    /**
     * The regions of all indexes, as address space: a region costs memory from its first use on.
     *
     * @param cacheBytes budget: most bytes of blocks that all ccaches together keep
     */
    public IndexCaches(long cacheBytes, Depots depots, Pace pace) {
        this.depots = depots;
        this.pace = pace;
        this.range = Regions.take();
        boolean made = false;
        try {
            this.base = range.base();
            this.running = new RunningIndex(base);
            this.layout = new IndexCacheLayout(base);
            this.budget = new CacheBudget(cacheBytes);
            this.policy = new CapacityPolicy(layout, LIMIT, budget);
            this.drainer = new Drainer(layout, range, LIMIT, depots, policy, budget);
            // Linked now: its first call must not fail for want of heap or stack while regions are stopped.
            RemoteFence.link();
            made = true;
        } finally {
            if (!made) {
                try {
                    range.giveBack();
                } finally {
                    range.forgotten();
                }
            }
        }
    }

    @Override
    public long regions() {
        return base;
    }

    /** The hit path of {@link #allocate}: a block (positive), or a refusal. */
    public static long pop(long regions, int sizeClass) {
        return Sequences.pop(regions, RegionLayout.header(sizeClass), LIMIT);
    }

    /** The hit path of {@link #free}: 0, or the block and a code. */
    public static long push(long regions, int sizeClass, long block) {
        return Sequences.push(regions, RegionLayout.header(sizeClass), LIMIT, block);
    }

    /** Pops several, at most 64, to {@code out}: how many, or 0 or less. */
    public static long popBatch(long regions, int sizeClass, long out, int n) {
        return Sequences.popBatch(regions, RegionLayout.header(sizeClass), LIMIT, out, n);
    }

    /** Pushes the last ones of {@code in[0..n)}, as many as there is room for: how many, or 0 or less. */
    public static long pushBatch(long regions, int sizeClass, long in, int n) {
        return Sequences.pushBatch(regions, RegionLayout.header(sizeClass), LIMIT, in, n);
    }

    @Override
    public long allocate(int sizeClass) {
        long block = pop(base, sizeClass);
        return block > 0 ? block : refused(sizeClass, block);
    }

    @Override
    public void free(int sizeClass, long block) {
        long result = push(base, sizeClass, block);
        if (result != 0 && (!openedForPush(result) || push(base, sizeClass, block) != 0)) {
            flush(sizeClass, block);
            pace.step();
        }
    }

    /** A pop was refused: once more if the region was only not open yet, else a refill. */
    private long refused(int sizeClass, long result) {
        if (opened(result)) {
            long block = pop(base, sizeClass);
            if (block > 0) {
                return block;
            }
        }
        long block = refill(sizeClass);
        pace.step();
        return block;
    }

    private boolean opened(long result) {
        return RegionLayout.code(result) == RegionLayout.RESULT_NOT_OPEN && drainer.tryOpen(RegionLayout.index(result));
    }

    private boolean openedForPush(long result) {
        int index = index();
        return RegionLayout.pushCode(result) == RegionLayout.RESULT_NOT_OPEN && index >= 0 && drainer.tryOpen(index);
    }

    /** The index outside a sequence is a hint, which is enough to choose a region to open or to let grow; -1: none. */
    private static int index() {
        int index = Rseq.indexHint();
        return index < LIMIT ? index : -1;
    }

    /** Capacity to which a miss brings the magazine of the running index, as far as one can see without the lock. */
    private int expected(int index, int sizeClass) {
        return index < 0 ? 0 : Capacities.next(sizeClass, layout.capacity(index, sizeClass));
    }

    private int grow(int index, int sizeClass) {
        return index < 0 ? 0 : policy.grow(index, sizeClass);
    }

    /** Refill: one block for the caller, a batch into the index that runs this thread by then. */
    private long refill(int sizeClass) {
        int index = index();
        Depot depot = depots.of(sizeClass);
        int got = depot.lockWithBlocks(1 + Capacities.batch(expected(index, sizeClass)));
        try {
            depot.countRefill();
            int left = Math.min(got - 1, Capacities.batch(grow(index, sizeClass)));
            int moved = left;
            while (left > 0 && moved > 0) { // none: full, stopped, or not opened yet: what is left stays in the depot
                moved = depot.supply(Math.min(left, RegionLayout.MAX_BATCH), running);
                left -= moved;
            }
            return depot.supplyOne(); // last: until here nothing is lost if a call throws
        } finally {
            depot.unlock();
        }
    }

    /** Flush: if the magazine may not grow, half of it to the depot; then the block on top. */
    private void flush(int sizeClass, long block) {
        int index = index();
        Depot depot = depots.of(sizeClass);
        depot.lock();
        try {
            depot.countFlush();
            int capacity = grow(index, sizeClass);
            if (push(base, sizeClass, block) == 0) {
                return;
            }
            int left = Capacities.batch(capacity);
            int moved = left;
            while (left > 0 && moved > 0) {
                moved = depot.store(Math.min(left, RegionLayout.MAX_BATCH), running);
                left -= moved;
            }
            if (push(base, sizeClass, block) != 0) {
                depot.storeOne(block);
            }
        } finally {
            depot.unlock();
        }
    }

    @Override
    public void drain() {
        drainer.drain();
    }

    @Override
    public void trim() {
        drainer.trim();
    }

    @Override
    public long maintain() {
        return drainer.maintain();
    }

    @Override
    public void stop() {
        drainer.stop();
    }

    @Override
    public void resume() {
        drainer.resume();
    }

    @Override
    public long count(int sizeClass) {
        long sum = 0;
        for (int index = 0; index < LIMIT; index++) {
            sum += layout.count(index, sizeClass);
        }
        return sum;
    }

    @Override
    public void forEach(int sizeClass, LongConsumer action) {
        for (int index = 0; index < LIMIT; index++) {
            int count = layout.count(index, sizeClass);
            for (int i = 0; i < count; i++) {
                action.accept(Memory.getLong(layout.slots(index, sizeClass) + 8L * i));
            }
        }
    }

    @Override
    public int used() {
        return drainer.used();
    }

    @Override
    public long budget() {
        return budget.total();
    }

    @Override
    public long capacityBytes() {
        return budget.granted();
    }

    @Override
    public long fences() {
        return drainer.stops();
    }

    @Override
    public long drainedBlocks() {
        return drainer.drainedBlocks();
    }

    @Override
    public long refusedPurges() {
        return drainer.refusedPurges();
    }

    @Override
    public long aborts() {
        return drainer.aborts();
    }

    /** The headers of the open regions, and the slots up to the largest capacity so far, page by page. */
    @Override
    public long metadataBytes() {
        long bytes = 0;
        for (int index = 0; index < LIMIT; index++) {
            bytes += policy.touchedBytes(index);
        }
        return bytes;
    }

    /** The regions read as CLOSED from then on: a late caller is refused by the sequence itself. */
    @Override
    public void close() {
        drainer.close();
    }

    @Override
    public void forgotten() {
        drainer.forgotten();
    }

    @Override
    public long[] range() {
        return range.range();
    }
}

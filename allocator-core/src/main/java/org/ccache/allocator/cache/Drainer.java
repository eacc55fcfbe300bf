package org.ccache.allocator.cache;

import org.ccache.allocator.depot.Depot;
import org.ccache.allocator.depot.Depots;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.ccache.layout.RegionLayout;
import org.ccache.sequence.RegionStates;
import org.ccache.sync.Mutex;
import org.ccache.sync.StackHeadroom;

/**
 * Opens regions, and works on those of other indexes: stop, fence, move, open. Who may touch a region when, and what
 * would go wrong otherwise, stands in {@link RegionStates}; here is the work, and how the lock is waited for.
 *
 * <p>Meanwhile nobody waits: refused threads go to the depot, and {@link #tryOpen} gives up where the lock is taken.
 */
final class Drainer extends RegionStates {
    private final Mutex lock = new Mutex();
    private final IndexCacheLayout layout;
    private final Regions range;
    private final int indexes;
    private final Depots depots;
    private final CapacityPolicy policy;
    private final CacheBudget budget;
    private final boolean[] used;
    private boolean planned; // a stop means what the plan does, and not all
    private long closedAborts; // of regions that were given back
    private long stops;
    private long drainedBlocks;
    private long refusedPurges;

    Drainer(
            IndexCacheLayout layout,
            Regions range,
            int indexes,
            Depots depots,
            CapacityPolicy policy,
            CacheBudget budget) {
        super("the allocator is closed");
        this.layout = layout;
        this.range = range;
        this.indexes = indexes;
        this.depots = depots;
        this.policy = policy;
        this.budget = budget;
        this.used = new boolean[indexes];
    }

    @Override
    protected int state(int index) {
        return layout.state(index);
    }

    @Override
    protected void state(int index, int state) {
        layout.state(index, state);
    }

    @Override
    protected void prepare(int index) {
        policy.opening(index);
        layout.initialise(index);
        used[index] = true;
    }

    @Override
    protected boolean means(int index) {
        return !planned || policy.of(index).stopping;
    }

    @Override
    protected void fence() {
        super.fence();
        stops++;
    }

    /**
     * Opens a region: true if it is open now. Does not wait: a running drain makes it false, and so does a full heap.
     */
    boolean tryOpen(int index) {
        if (owner == Thread.currentThread() || !lock.tryLock()) { // within its own stop it would open what it works on
            return false;
        }
        try {
            open(index);
            return true;
        } catch (OutOfMemoryError e) {
            return false; // no heap for what maintenance notes: the depot serves, and a free must not fail for that
        } finally {
            lock.unlock();
        }
    }

    /** Stops all regions; the caller owns every magazine until {@link #resume}. */
    void stop() {
        StackHeadroom.check();
        lock.lockWithin();
        boolean stopped = false;
        try {
            stop(0, indexes);
            stopped = true;
        } finally {
            if (!stopped) {
                lock.unlock();
            }
        }
    }

    void resume() {
        resume(0, indexes);
        lock.unlock();
    }

    /** Moves every block of every ccache to the depots; the magazines keep their capacities. */
    void drain() {
        stop();
        try {
            for (int index = 0; index < indexes; index++) {
                if (layout.state(index) == RegionLayout.STATE_STOPPED) {
                    for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
                        shrink(index, c, 0, Capacities.most(c));
                    }
                }
            }
        } finally {
            resume();
        }
    }

    /** Moves every block to the depots, takes all capacity back and gives the regions' memory to the system. */
    void trim() {
        StackHeadroom.check();
        lock.lockWithin();
        try {
            requireUsable();
            policy.planAll();
            carryOut();
        } finally {
            lock.unlock();
        }
    }

    /**
     * One round of maintenance: at most one stop and one fence. Does nothing when another drain is at it.
     *
     * @return blocks moved
     */
    long maintain() {
        if (!lock.tryLock()) {
            return 0;
        }
        try {
            long before = drainedBlocks;
            if (!hasEnded() && policy.plan()) {
                carryOut();
            }
            return drainedBlocks - before;
        } finally {
            lock.unlock();
        }
    }

    private void carryOut() {
        planned = true;
        try {
            stop(0, indexes);
        } finally {
            planned = false;
        }
        try {
            for (int index = 0; index < indexes; index++) {
                // What an error has left STOPPED and this stop does not mean was perhaps never fenced for
                // (RegionStates, 4).
                if (layout.state(index) == RegionLayout.STATE_STOPPED && policy.of(index).stopping) {
                    Activity activity = policy.of(index);
                    for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
                        // Who has missed since the plan was made is not idle; but a region that goes must be empty.
                        if (activity.closing || !policy.missedSince(activity, c)) {
                            shrink(index, c, activity.target[c], activity.target[c]);
                        }
                    }
                    if (activity.closing) {
                        giveBack(index);
                    }
                }
            }
        } finally {
            resume(0, indexes);
        }
    }

    /**
     * Moves the coldest blocks beyond {@code blocks} to the depot and lowers the capacity to {@code capacity}.
     *
     * <p>The class's lock is taken for every magazine, also for those without capacity: a thread that saw the region
     * open before the stop may be about to grow one under that lock, and what it took from the budget has to be seen
     * here.
     */
    private void shrink(int index, int sizeClass, int blocks, int capacity) {
        Depot depot = depots.of(sizeClass);
        depot.lock();
        try {
            int before = layout.capacity(index, sizeClass);
            int count = layout.count(index, sizeClass);
            int excess = count - blocks;
            if (excess > 0) {
                long slots = layout.slots(index, sizeClass);
                // A depot holds a magazine at least, so one always fits.
                depot.store(excess, slots);
                Memory.copy(slots + 8L * excess, slots, 8L * (count - excess));
                layout.setCount(index, sizeClass, count - excess);
                drainedBlocks += excess;
            }
            if (capacity < before) {
                layout.setCapacity(index, sizeClass, capacity);
                budget.give(sizeClass, (long) (before - capacity) * SlabLayout.blockBytes(sizeClass));
            }
        } finally {
            depot.unlock();
        }
    }

    /** An idle index's region, stopped and empty: zero is CLOSED, so it opens again at its next use. */
    private void giveBack(int index) {
        long aborts = layout.aborts(index);
        if (range.purge(index) >= 0) {
            closedAborts += aborts;
            policy.closed(index);
        } else {
            refusedPurges++;
            policy.of(index).keepRegion(); // locked memory, for example: not asked for again until it has been in use
        }
    }

    /** Indexes that have been used, since the beginning or now. */
    int used() {
        int count = 0;
        for (boolean one : used) { // racy: a statistic
            count += one ? 1 : 0;
        }
        return count;
    }

    /** Aborts so far, racy: a statistic. */
    long aborts() {
        long sum = closedAborts;
        for (int index = 0; index < indexes; index++) {
            sum += layout.aborts(index);
        }
        return sum;
    }

    /** Fences so far, racy: a statistic. */
    long stops() {
        return stops;
    }

    /** Regions that the system did not take back, racy: a statistic. */
    long refusedPurges() {
        return refusedPurges;
    }

    /** Blocks moved to depots by drains, trims and maintenance so far, racy: a statistic. */
    long drainedBlocks() {
        return drainedBlocks;
    }

    /**
     * Stops all regions for good. Then, if the fence has let every sequence leave, gives their range to the next
     * allocator; without it the magazines stay as they are, for a sequence that is inside may still commit to them.
     * Nobody gets in again in either case. Again: what was left to do.
     *
     * @throws IllegalStateException if the kernel refuses the fence
     */
    void close() {
        StackHeadroom.check();
        lock.lockWithin();
        try {
            if (end(indexes)) {
                // Who saw a region open under a class's lock may be about to raise a capacity there: in the range of
                // the next allocator, if it were given back before that.
                depots.awaitHolders();
            }
            range.giveBack();
        } finally {
            lock.unlock();
        }
    }

    /** The allocator, closed, is collected as an object: no call is under way, whether or not its fence was refused. */
    void forgotten() {
        StackHeadroom.check();
        try {
            lock.lockWithin();
            try {
                range.giveBack();
            } finally {
                lock.unlock();
            }
        } finally {
            range.forgotten();
        }
    }
}

package org.ccache.allocator.cache;

import java.util.Arrays;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.ccache.layout.RegionLayout;
import org.ccache.os.Machine;

/**
 * Moves the budget between indexes and classes: who misses grows, who is idle gives everything up, and when nothing is
 * left the coldest give half.
 *
 * <p>Growth happens at the miss, under the class's lock, without stopping anybody. Taking away happens in rounds of
 * maintenance and needs a stop and a fence, so it is planned here for all indexes at once, and {@link Drainer} carries
 * it out with one fence. (TCMalloc grows and steals alike: its design document, "per-CPU mode". Ours differs in that
 * nothing is stolen at the miss.)
 *
 * <p><b>Idle</b> is a magazine that looked the same in {@link Caches#IDLE_ROUNDS} rounds: same count, no miss. A
 * magazine in use may look so by chance; it then pays one refill a second, which is nothing.
 *
 * <p>Guarded by the drainer's lock, but for {@link #grow}.
 */
final class CapacityPolicy {
    private final IndexCacheLayout layout;
    private final CacheBudget budget;
    private final Activity[] activities;
    private int round; // written under the drainer's lock, read racily at misses
    private int hand; // where the next theft begins, so that nobody is always first

    CapacityPolicy(IndexCacheLayout layout, int indexes, CacheBudget budget) {
        this.layout = layout;
        this.budget = budget;
        this.activities = new Activity[indexes];
    }

    /** Before an index's region is opened, under the drainer's lock. */
    void opening(int index) {
        activities[index] = new Activity();
    }

    /** After an index's region was given back, with all capacity taken from it. */
    void closed(int index) {
        activities[index] = null;
    }

    /** Whether a magazine has missed since the last plan. */
    boolean missedSince(Activity activity, int sizeClass) {
        return activity.lastMiss[sizeClass] == round;
    }

    /** Null while the region is closed. */
    Activity of(int index) {
        return activities[index];
    }

    /**
     * Notes a miss and lets the magazine grow if the budget has it: its capacity afterwards. Under the class's lock; 0
     * if the region is not open, since its capacity is then somebody else's business.
     */
    int grow(int index, int sizeClass) {
        // Open under the class's lock: a drainer that has stopped the region meanwhile still has to come for this
        // class.
        if (!layout.isOpen(index)) {
            return 0;
        }
        Activity activity = activities[index];
        activity.lastMiss[sizeClass] = round;
        int capacity = layout.capacity(index, sizeClass);
        int next = Capacities.next(sizeClass, capacity);
        if (next == capacity) {
            return capacity;
        }
        long bytes = (long) (next - capacity) * SlabLayout.blockBytes(sizeClass);
        if (!budget.take(sizeClass, bytes)) {
            if (capacity > 0 || SizeClasses.isWhole(sizeClass)) {
                return capacity;
            }
            budget.overdraw(bytes);
        }
        layout.setCapacity(index, sizeClass, next);
        activity.peak[sizeClass] = Math.max(activity.peak[sizeClass], next);
        return next;
    }

    /** Upper bound of the memory that an index's region takes; racy, a statistic. */
    long touchedBytes(int index) {
        Activity activity = activities[index];
        if (activity == null) {
            return 0;
        }
        long page = Machine.pageSize();
        long bytes = RegionLayout.header(SizeClasses.END) + page;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            long slots = 8L * activity.peak[c];
            bytes += slots == 0 ? 0 : slots + page; // neighbours share pages: so an upper bound
        }
        return Math.min(bytes, RegionLayout.REGION_BYTES);
    }

    /** Looks at every magazine and plans this round: true if any region has to be stopped for it. */
    boolean plan() {
        int now = ++round;
        boolean any = false;
        for (int index = 0; index < activities.length; index++) {
            if (activities[index] != null) {
                look(index, now);
                any |= activities[index].stopping;
            }
        }
        any |= steal(budget.shortage(), now, SizeClasses.FIRST);
        any |= steal(budget.wholeShortage(), now, SizeClasses.LAST_SHARED + 1);
        return any;
    }

    /** Plans that every magazine and every region is given up. */
    void planAll() {
        for (Activity activity : activities) {
            if (activity != null) {
                Arrays.fill(activity.target, 0);
                activity.stopping = true;
                activity.closing = true;
            }
        }
    }

    private void look(int index, int now) {
        Activity activity = activities[index];
        boolean idle = true;
        boolean worthIt = false;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            int capacity = layout.capacity(index, c);
            activity.target[c] = capacity;
            if (capacity > 0) {
                int count = layout.count(index, c);
                if (activity.look(c, count, activity.lastMiss[c] >= now - 1) >= Caches.IDLE_ROUNDS) {
                    activity.target[c] = 0;
                    worthIt |= count > 0;
                } else {
                    idle = false;
                }
            }
        }
        activity.closing = activity.idle(idle);
        activity.stopping = worthIt || activity.closing;
    }

    /**
     * Plans to take capacity away from a class on until the shortage is covered: all of what is idle, then half of what
     * did not change since the last round, then of what missed long ago, then of anything, each from the hand on.
     */
    private boolean steal(long shortage, int now, int first) {
        if (shortage == 0) {
            return false;
        }
        long missing = shortage - idleCapacity(first);
        boolean any = missing < shortage;
        int classes = SizeClasses.END - first;
        int pairs = activities.length * classes;
        for (int pass = 0; pass < 3 && missing > 0; pass++) {
            for (int i = 0; i < pairs && missing > 0; i++) {
                int pair = (hand + i) % pairs;
                long taken = halve(pair / classes, pair % classes + first, pass, now);
                missing -= taken;
                any |= taken > 0;
                if (missing <= 0) {
                    hand = pair + 1;
                }
            }
        }
        return any;
    }

    private long idleCapacity(int first) {
        long bytes = 0;
        for (int index = 0; index < activities.length; index++) {
            Activity activity = activities[index];
            for (int c = first; activity != null && c <= SizeClasses.LAST; c++) {
                if (activity.target[c] == 0 && layout.capacity(index, c) > 0) {
                    bytes += (long) layout.capacity(index, c) * SlabLayout.blockBytes(c);
                    activity.stopping = true;
                }
            }
        }
        return bytes;
    }

    private long halve(int index, int sizeClass, int pass, int now) {
        Activity activity = activities[index];
        if (activity == null) {
            return 0;
        }
        int capacity = activity.target[sizeClass];
        boolean cold = switch (pass) {
            case 0 -> activity.quiet(sizeClass) > 0;
            case 1 -> activity.lastMiss[sizeClass] < now - 2;
            default -> true;
        };
        int half = Capacities.half(sizeClass, capacity);
        if (half >= capacity || !cold) {
            return 0;
        }
        activity.target[sizeClass] = half;
        activity.stopping = true;
        return (long) (capacity - half) * SlabLayout.blockBytes(sizeClass);
    }
}

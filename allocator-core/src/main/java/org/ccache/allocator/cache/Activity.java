package org.ccache.allocator.cache;

import org.ccache.allocator.sizeclass.SizeClasses;

/**
 * What maintenance has seen of one index's magazines, and what it means to do with them.
 *
 * <p>Made when the index is first used, before its region is opened with release: whoever sees the region open sees
 * this object. Guarded by the drainer's lock, but for {@link #lastMiss}, where each class's word belongs to the class's
 * lock and is read racily: a miss that is seen a round late is no harm.
 */
final class Activity {
    private static final int MANY = 100;

    /** By class: the round of maintenance in which a magazine was last found empty or full. */
    final int[] lastMiss = new int[SizeClasses.END];

    /** By class: the capacity that the magazine is to have after this round. */
    final int[] target = new int[SizeClasses.END];

    /** By class: the largest capacity so far, for an upper bound of the memory that the region takes. */
    final int[] peak = new int[SizeClasses.END];

    /** The region is to be stopped in this round. */
    boolean stopping;

    /** The region is to be given back in this round. */
    boolean closing;

    private final int[] counts = new int[SizeClasses.END];
    private final byte[] quiet = new byte[SizeClasses.END];
    private int idleRounds;
    private boolean kept;

    /** Looks at a magazine once more: for how many rounds it has looked the same. */
    int look(int sizeClass, int count, boolean missed) {
        boolean same = count == counts[sizeClass] && !missed;
        counts[sizeClass] = count;
        quiet[sizeClass] = (byte) (same ? Math.min(quiet[sizeClass] + 1, MANY) : 0);
        return quiet[sizeClass];
    }

    /** Rounds without a change, as of the last look. */
    int quiet(int sizeClass) {
        return quiet[sizeClass];
    }

    /**
     * Notes whether all magazines of the index are idle: true once that is so for long enough to give the region back.
     */
    boolean idle(boolean now) {
        kept &= now;
        idleRounds = now ? Math.min(idleRounds + 1, MANY) : 0;
        return !kept && idleRounds >= Caches.IDLE_ROUNDS;
    }

    /** The system did not take the region back: it is kept until the index has been in use again. */
    void keepRegion() {
        kept = true;
    }
}

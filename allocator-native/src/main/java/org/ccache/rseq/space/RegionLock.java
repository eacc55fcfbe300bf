package org.ccache.rseq.space;

import java.lang.foreign.MemorySegment;
import org.ccache.os.SpaceLayout;

/**
 * The lock word of a region, for processes without sequences: held for the few instructions of one operation, so
 * whoever waits spins and then yields, but never parks. Zero is free, as untouched memory is.
 */
final class RegionLock {
    private static final int FREE = 0;
    private static final int HELD = 1;
    private static final int SPINS = 100;

    private RegionLock() {}

    /** The acquire is the partner of {@link #release}: the next holder sees what the one before wrote. */
    static boolean tryAcquire(MemorySegment memory, long region) {
        return Words.compareAndSetIntAcquire(memory, region + SpaceLayout.LOCK, FREE, HELD);
    }

    static void acquire(MemorySegment memory, long region) {
        for (int attempt = 0; !tryAcquire(memory, region); attempt++) {
            pause(attempt);
        }
    }

    static void release(MemorySegment memory, long region) {
        Words.setIntRelease(memory, region + SpaceLayout.LOCK, FREE);
    }

    /** Yields after a while: the holder may have lost its processor, perhaps to the caller. */
    @SuppressWarnings("ThreadPriorityCheck")
    static void pause(int attempt) {
        if (attempt < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}

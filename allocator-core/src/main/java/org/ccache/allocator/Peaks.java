package org.ccache.allocator;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The largest live bytes that anybody has looked at: live is computed, not counted, so a peak between two looks is
 * missed.
 */
final class Peaks {
    private final AtomicLong live = new AtomicLong();

    long seen(long liveBytes) {
        long peak = live.get();
        while (liveBytes > peak && !live.compareAndSet(peak, liveBytes)) {
            peak = live.get();
        }
        return Math.max(peak, liveBytes);
    }
}

package org.ccache.allocator.arena;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What may be resident of all arenas of an allocator, in units, against its limits: spans in use, and free units that
 * were used and not purged since.
 *
 * <p>Thread-safe. Units are added before they become anybody's, by compare-and-set, so the limit holds at every moment,
 * and what is refused was never counted.
 */
final class MappedUnits {
    private final AtomicLong mapped = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();
    private volatile long limit;
    private volatile long softLimit;

    /** Limits in bytes. */
    MappedUnits(long limit, long softLimit) {
        this.limit = limit;
        this.softLimit = softLimit;
    }

    boolean tryAdd(long units) {
        for (; ; ) {
            long now = mapped.get();
            if (units
                    > (limit >>> Units.SHIFT) - now) { // also for none: above a lowered limit dirty memory is no one's
                return false;
            }
            if (mapped.compareAndSet(now, now + units)) {
                raisePeak(now + units);
                return true;
            }
        }
    }

    private void raisePeak(long units) {
        long highest = peak.get();
        while (units > highest && !peak.compareAndSet(highest, units)) {
            highest = peak.get();
        }
    }

    void subtract(long units) {
        mapped.addAndGet(-units);
    }

    /** Whether that many units more would be within the limit now. */
    boolean fits(long units) {
        return units <= (limit >>> Units.SHIFT) - mapped.get();
    }

    long bytes() {
        return Units.bytes(mapped.get());
    }

    long peakBytes() {
        return Units.bytes(peak.get());
    }

    long limit() {
        return limit;
    }

    void limit(long bytes) {
        limit = bytes;
    }

    long softLimit() {
        return softLimit;
    }

    void softLimit(long bytes) {
        softLimit = bytes;
    }

    boolean overSoftLimit() {
        return bytes() > softLimit;
    }

    /** The arenas are gone. */
    void clear() {
        mapped.set(0);
    }
}

package org.ccache.allocator.arena;

import java.util.function.BooleanSupplier;
import org.ccache.allocator.memory.Memory;
import org.ccache.sync.Waiting;

/**
 * What stands in blocks: the allocator itself touches them here and nowhere else, without a lock. A close beside that
 * waits with their pages until it is done; what begins after the close is refused.
 */
public final class Contents {
    private static final long PAUSE_NANOS = 50_000; // between two looks at who is at it

    private final long base;
    private final HugePageTable pages;
    private final Purger purger;
    private final Touching touching = new Touching();
    private final BooleanSupplier nobody = new BooleanSupplier() {
        @Override
        public boolean getAsBoolean() {
            return touching.none();
        }
    };

    Contents(long base, HugePageTable pages, Purger purger) {
        this.base = base;
        this.pages = pages;
        this.purger = purger;
    }

    /** From here on the blocks stay mapped, until {@link Touching#end} by the same call, which so has the stack. */
    private int begin() {
        int place = touching.begin();
        // After that: either this sees the close, or the close, which looks at the number afterwards, sees this.
        if (purger.isClosed()) {
            touching.end(place);
            throw new IllegalStateException("the allocator is closed");
        }
        return place;
    }

    /**
     * Copies from one live block to another.
     *
     * @throws IllegalStateException if the allocator is closed
     */
    public void copy(long from, long to, long bytes) {
        int place = begin();
        try {
            Memory.copy(from, to, bytes);
        } finally {
            touching.end(place);
        }
    }

    /** Zeroes a live block's first bytes; likewise. */
    public void zero(long block, long bytes) {
        int place = begin();
        try {
            Memory.zero(block, bytes);
        } finally {
            touching.end(place);
        }
    }

    /** The same for who has just taken its span: units that are zero are not touched. */
    void zeroFresh(int unit, long bytes) {
        int place = begin();
        try {
            long block = base + Units.bytes(unit);
            int end = unit + Units.of(bytes);
            for (int from = next(unit, end, true); from < end; ) {
                int to = next(from, end, false);
                long start = Units.bytes(from - unit);
                Memory.zero(block + start, Math.min(Units.bytes(to - unit), bytes) - start);
                from = next(to, end, true);
            }
        } finally {
            touching.end(place);
        }
    }

    /** Whether all of a span is zero that was just taken, and that nobody has touched since. */
    boolean isZero(int unit, int units) {
        return next(unit, unit + units, true) == unit + units;
    }

    /** The first of some units in use that was dirty when it was taken, or was not; {@code end} if there is none. */
    private int next(int from, int end, boolean dirty) {
        int unit = from;
        while (unit < end && pages.wasDirty(unit / HugePageTable.UNITS, unit % HugePageTable.UNITS) != dirty) {
            unit++;
        }
        return unit;
    }

    /** Waits until nobody is at it, once all further work is refused. */
    void await() {
        Waiting.until(nobody, PAUSE_NANOS);
    }
}

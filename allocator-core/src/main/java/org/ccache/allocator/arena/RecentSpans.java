package org.ccache.allocator.arena;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The spans of large blocks that were freed last, for the next block of just that length: in a few places, which who
 * has a span fills and who wants one empties by a compare-and-set, without the arena's lock. The sum of what is in
 * sight never lacks a span whose free has ended: only who holds the lock puts one in another's place.
 *
 * <p>A span here is free and dirty to everybody else, but in no list: it keeps its record and its bytes in the map. So
 * nobody loses a place for it: before the arena looks for a place for a large block, grows, refuses a block the units
 * behind it, or purges, all of them go to {@link FreeSpans} ({@link LargeBlocks#flush}).
 *
 * <p>Thread-safe. On the Java heap, since a call that is late, when its allocator has been closed, may come here too.
 */
final class RecentSpans {
    /** Longer ones do not come here: 8 MiB. With all places that bounds what is kept, 64 MiB on a node. */
    static final int MOST_UNITS = (int) ((8L << 20) >>> Units.SHIFT);

    /** No span. */
    static final long NOTHING = 0;

    private static final int PLACES = 8;

    private final AtomicLongArray places = new AtomicLongArray(PLACES); // length and first unit of a span, or NOTHING
    private int hand; // the place to be emptied next, when all are taken; guarded by the arena's lock

    static int unit(long span) {
        return (int) span;
    }

    private static int units(long span) {
        return (int) (span >>> Integer.SIZE);
    }

    /** Puts a span, for who has it: false if there is no place. */
    boolean put(int unit, int units) {
        long span = (long) units << Integer.SIZE | unit;
        for (int place = 0; place < PLACES; place++) {
            if (places.get(place) == NOTHING && places.compareAndSet(place, NOTHING, span)) {
                return true;
            }
        }
        return false;
    }

    /** Empties a place, each in turn: what was there, the caller's now, or {@link #NOTHING}. Under the arena's lock. */
    long evict() {
        hand = (hand + 1) % PLACES;
        return places.getAndSet(hand, NOTHING);
    }

    /**
     * Takes a span of just that length.
     *
     * @param origin address of unit 0, in units
     * @param alignment in units, a power of two
     * @return its first unit, the caller's now; {@link SpanTable#NONE} if there is none
     */
    int take(int units, long origin, long alignment) {
        for (int place = 0; place < PLACES; place++) {
            long span = places.get(place);
            if (units(span) == units
                    && (origin + unit(span) & alignment - 1) == 0
                    && places.compareAndSet(place, span, NOTHING)) {
                return unit(span);
            }
        }
        return SpanTable.NONE;
    }

    /** Takes any span; {@link #NOTHING} if there is none. */
    long takeAny() {
        for (int place = 0; place < PLACES; place++) {
            long span = places.get(place) == NOTHING ? NOTHING : places.getAndSet(place, NOTHING);
            if (span != NOTHING) {
                return span;
            }
        }
        return NOTHING;
    }

    /** Units of all spans; racy, a hint while others work. */
    int units() {
        return (int) look();
    }

    /** One look at all: their number in the high half, their units in the low; likewise. */
    long look() {
        long sum = 0;
        for (int place = 0; place < PLACES; place++) {
            long span = places.get(place);
            sum += span == NOTHING ? 0 : (1L << Integer.SIZE) + units(span);
        }
        return sum;
    }
}

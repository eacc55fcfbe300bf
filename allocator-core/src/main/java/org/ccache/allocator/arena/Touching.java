package org.ccache.allocator.arena;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Who of an allocator's own touches blocks now, without a lock, so that its end can wait for them. Counted in several
 * places, each in a cache line of its own, so that threads on several processors seldom share one.
 *
 * <p>Thread-safe. On the Java heap: a call that is late, when its allocator has been closed, counts here too.
 */
final class Touching {
    private static final int PLACES = 16; // a power of two
    private static final int APART = 64 / Integer.BYTES;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(PLACES * APART);

    /** One more: the place in which, for {@link #end}. */
    int begin() {
        int place = ((int) Thread.currentThread().threadId() & PLACES - 1) * APART;
        counts.getAndAdd(place, 1);
        return place;
    }

    void end(int place) {
        counts.getAndAdd(place, -1);
    }

    /** Whether there was nobody in a place when it was looked at, one place after the other. */
    boolean none() {
        for (int place = 0; place < counts.length(); place += APART) {
            if (counts.get(place) != 0) {
                return false;
            }
        }
        return true;
    }
}

package org.ccache.os;

import java.util.Arrays;
import org.ccache.sync.Mutex;

/**
 * All ranges of the JDK's memory, by address: who gives one back knows nothing else of it.
 *
 * <p>Heap is taken before there is something to keep, by {@link #expect}; nothing after that takes any, so that a range
 * that is there is kept, found and dropped with a full heap too. Thread-safe.
 */
final class JavaRanges {
    private static final int FIRST_ROOM = 16;

    private final Mutex lock = new Mutex();

    // Guarded by the lock.
    private JavaRange[] ranges = new JavaRange[FIRST_ROOM]; // by ascending address
    private int count;
    private int expected; // count, and those that may be added without being announced: at most the array's length

    /** There will be one more: room for it. Ended by {@link #add}, or by {@link #expectNone}. */
    void expect() {
        lock.lockWithin();
        try {
            if (expected == ranges.length) {
                ranges = Arrays.copyOf(ranges, 2 * expected);
            }
            expected++;
        } finally {
            lock.unlock();
        }
    }

    /** One that was expected does not come, or one that was taken out has gone. */
    void expectNone() {
        lock.lockWithin();
        try {
            expected--;
        } finally {
            lock.unlock();
        }
    }

    void add(JavaRange range) {
        lock.lockWithin();
        try {
            int at = after(range.address());
            System.arraycopy(ranges, at, ranges, at + 1, count - at);
            ranges[at] = range;
            count++;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the one out that begins at an address, to be given back; it is expected again. Null if there is none. */
    JavaRange take(long address) {
        lock.lockWithin();
        try {
            int at = after(address) - 1;
            if (at < 0 || ranges[at].address() != address) {
                return null;
            }
            JavaRange found = ranges[at];
            count--;
            System.arraycopy(ranges, at + 1, ranges, at, count - at);
            ranges[count] = null;
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** The one that a part lies in; null if there is none. */
    JavaRange with(long address, long bytes) {
        lock.lockWithin();
        try {
            int at = after(address) - 1;
            return at >= 0 && ranges[at].holds(address, bytes) ? ranges[at] : null;
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lockWithin();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Index of the first one that begins above an address. */
    private int after(long address) {
        int least = 0;
        int most = count;
        while (least < most) {
            int middle = (least + most) >>> 1;
            if (ranges[middle].address() <= address) {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        return least;
    }
}

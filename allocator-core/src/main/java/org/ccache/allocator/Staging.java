package org.ccache.allocator;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.os.ZeroedMemory;

/**
 * Where addresses stand on their way between Java and a sequence: a few places off the heap, each for one batch call at
 * a time. Not blocks of the allocator: a close beside the call would unmap them.
 *
 * <p>Thread-safe. Made at the first batch; without memory for it, or with all places taken, batches do without.
 */
final class Staging {
    private static final int PLACES = 8; // a power of two
    private static final int APART = 64 / Integer.BYTES; // a cache line for each

    private final int bytes; // of a place
    private final AtomicIntegerArray taken = new AtomicIntegerArray(PLACES * APART);
    private final AtomicReference<MemorySegment> memory = new AtomicReference<>(); // null: not made yet

    Staging(int bytes) {
        this.bytes = bytes;
    }

    /** Takes a place: its address, a multiple of 16, or 0 if there is none. The object has to be kept meanwhile. */
    long take() {
        MemorySegment all = memory();
        if (all == null) {
            return 0;
        }
        int first = (int) Thread.currentThread().threadId();
        for (int i = 0; i < PLACES; i++) {
            int place = first + i & PLACES - 1;
            if (taken.compareAndSet(place * APART, 0, 1)) {
                return all.address() + (long) place * bytes;
            }
        }
        return 0;
    }

    /** The places; null if there is no memory for them. Of two threads that make them one's stay. */
    private MemorySegment memory() {
        MemorySegment all = memory.get();
        if (all != null) {
            return all;
        }
        try {
            memory.compareAndSet(null, ZeroedMemory.words((long) PLACES * bytes));
        } catch (OutOfMemoryError e) {
            return null;
        }
        return memory.get();
    }

    void giveBack(long address) {
        int place = (int) (address - memory.get().address()) / bytes;
        taken.set(place * APART, 0);
    }
}

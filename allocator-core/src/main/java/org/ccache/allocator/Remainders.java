package org.ccache.allocator;

import java.lang.ref.Cleaner;
import org.ccache.os.VirtualMemory;

/**
 * What a closed allocator leaves mapped, so that late callers get an exception instead of a crash: address space
 * without memory. It is released when nobody can call any more, that is with the allocator object.
 */
final class Remainders {
    private static final Cleaner CLEANER = Cleaner.create();

    private Remainders() {}

    static void release(long[] range) {
        if (range.length == 2) {
            VirtualMemory.releaseGuarded(range[0], range[1]);
        }
    }

    static void releaseWith(CcacheAllocator allocator, long[]... ranges) {
        CLEANER.register(allocator, () -> {
            for (long[] range : ranges) {
                release(range);
            }
        });
    }
}

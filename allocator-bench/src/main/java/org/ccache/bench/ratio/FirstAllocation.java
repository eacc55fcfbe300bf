package org.ccache.bench.ratio;

import org.ccache.allocator.CcacheAllocator;

/** Makes an allocator, allocates a block and frees it: the time to the first block of a program. */
public final class FirstAllocation {

    private FirstAllocation() {}

    public static void main(String[] arguments) {
        CcacheAllocator allocator = CcacheAllocator.create();
        long address = allocator.allocate(64);
        allocator.free(address);
        if (address == 0) {
            throw new AssertionError("no block");
        }
    }
}

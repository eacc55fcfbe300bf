package org.ccache.bench.peer;

import org.ccache.os.Downcalls;

/**
 * Two critical downcalls that do nothing, in the shape that the product's sequences have: the floor of any allocator
 * that is called this way.
 */
public final class EmptyDowncall {

    /** One empty call. */
    public long allocate(long size) {
        return Downcalls.empty(size);
    }

    /** One empty call. */
    public void free(long address) {
        Downcalls.empty(address);
    }
}

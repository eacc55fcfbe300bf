package org.ccache.bench.peer;

import org.ccache.library.Downcalls;
import org.ccache.library.NativeLibrary;

/**
 * Two critical downcalls that do nothing, in the shape that the product's sequences have: the floor of any allocator
 * that is called this way.
 */
public final class EmptyDowncall {

    public EmptyDowncall() {
        if (!NativeLibrary.available()) {
            throw new PeerUnavailableException("no native library: " + NativeLibrary.reason());
        }
    }

    /** One empty call. */
    public long allocate(long size) {
        return Downcalls.empty();
    }

    /** The other one. */
    public void free(long address) {
        Downcalls.empty();
    }
}

package org.ccache.bench.peer;

import org.ccache.bench.peer.PeerInfo.Family;

/**
 * gperftools' tcmalloc, the fastest native thread-caching peer that can be opened in a running JVM. A size saves it the
 * lookup of the block's class.
 */
@Facts(family = Family.NATIVE, place = 2, licence = "BSD-3-Clause", how = "gperftools, critical downcalls, sized frees")
public final class TcmallocPeer extends NativeAllocator {
    private final SharedLibrary library = SharedLibrary.installed("libtcmalloc_minimal.so.4", "libtcmalloc-minimal4");

    @Override
    Functions functions() {
        return new Functions(
                library.function("tc_malloc", 1),
                library.procedure("tc_free", 1),
                library.procedure("tc_free_sized", 2),
                library.function("tc_memalign", 2));
    }

    /** Free pages of the page heap; the caches of threads stay. */
    @Override
    boolean trim() {
        library.call("MallocExtension_ReleaseFreeMemory");
        return true;
    }

    /** Returned whole; the three places for its parts may be null. */
    @Override
    String version() {
        return SharedLibrary.text(library.call("tc_version", 0, 0, 0));
    }
}

package org.ccache.bench.peer;

import org.ccache.bench.peer.PeerInfo.Family;

/** libc's {@code malloc} and {@code free}, whatever is preloaded. */
@Facts(family = Family.NATIVE, place = 1, licence = "LGPL-2.1-or-later", how = "glibc, critical downcalls")
public final class MallocPeer extends NativeAllocator {
    private final SharedLibrary libc = SharedLibrary.libc();

    @Override
    Functions functions() {
        return new Functions(
                libc.function("malloc", 1), libc.procedure("free", 1), null, libc.function("aligned_alloc", 2));
    }

    /** Of all arenas; what is in the caches of threads stays. */
    @Override
    boolean trim() {
        libc.call("malloc_trim", 0);
        return true;
    }

    @Override
    String version() {
        return "glibc " + SharedLibrary.text(libc.call("gnu_get_libc_version"));
    }
}

package org.ccache.bench.peer;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import org.ccache.bench.peer.PeerInfo.Family;

/**
 * jemalloc as LWJGL builds it, called by its own prefixed symbols. Debian's library cannot be opened in a running
 * process (its thread-local storage is static), and a symbol without the prefix would be looked up as libc's: that
 * would measure the wrong library. A size saves jemalloc the lookup of the block's class.
 */
@Facts(
        family = Family.NATIVE,
        place = 3,
        licence = "BSD-2-Clause",
        how = "LWJGL's build, critical downcalls, sized frees")
public final class JemallocPeer extends NativeAllocator {
    /** MALLCTL_ARENAS_ALL. */
    private static final int ALL_ARENAS = 4096;

    private final SharedLibrary library = SharedLibrary.bundled(
            "linux/x64/org/lwjgl/jemalloc/libjemalloc.so", "org.lwjgl:lwjgl-jemalloc, natives-linux");

    @Override
    Functions functions() {
        return new Functions(
                library.function("je_malloc", 1),
                library.procedure("je_free", 1),
                MethodHandles.insertArguments(library.procedure("je_sdallocx", 3), 2, 0L), // no flags
                library.function("je_aligned_alloc", 2));
    }

    /** Flushes the calling thread's cache and purges every arena; caches of other threads stay. */
    @Override
    boolean trim() {
        control("thread.tcache.flush");
        control("arena." + ALL_ARENAS + ".purge");
        return true;
    }

    private void control(String action) {
        try (Arena arena = Arena.ofConfined()) {
            int error =
                    (int) library.call("je_mallctl", arena.allocateFrom(action).address(), 0, 0, 0, 0);
            if (error != 0) {
                throw new IllegalStateException("je_mallctl(" + action + ") failed with error " + error);
            }
        }
    }

    /** This build's own word for its version, {@code je_mallctl("version")}, is that it has none. */
    @Override
    String version() {
        return "LWJGL " + BuildVersions.of("lwjgl");
    }
}

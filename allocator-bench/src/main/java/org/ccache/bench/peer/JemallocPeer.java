package org.ccache.bench.peer;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.ccache.bench.peer.PeerInfo.Family;

/**
 * jemalloc as LWJGL builds it, called by its own prefixed symbols. Debian's library cannot be opened in a running process
 * (its thread-local storage is static), and a symbol without the prefix would be looked up as libc's: that would measure
 * the wrong library.
 */
@Facts(
        family = Family.NATIVE,
        place = 3,
        licence = "BSD-2-Clause",
        how = "LWJGL's build, critical downcalls, sized frees")
public final class JemallocPeer implements Peer {
    /** MALLCTL_ARENAS_ALL. */
    private static final int ALL_ARENAS = 4096;

    private static final String INSTALL =
            "it comes with benchmarks.jar (org.lwjgl:lwjgl-jemalloc, natives-linux), for x86-64 only";

    private static SymbolLookup library() {
        return BundledLibrary.open("linux/x64/org/lwjgl/jemalloc/libjemalloc.so", INSTALL);
    }

    /** Own class: a missing library must not fail the loading of the peer, only its construction. */
    private static final class Calls {
        static final SymbolLookup LIBRARY = library();
        static final MethodHandle MALLOC = CriticalCalls.returningLong(LIBRARY.findOrThrow("je_malloc"), 1);
        static final MethodHandle FREE = CriticalCalls.returningNothing(LIBRARY.findOrThrow("je_free"), 1);
        static final MethodHandle FREE_SIZED = CriticalCalls.returningNothing(LIBRARY.findOrThrow("je_sdallocx"), 3);
        static final MethodHandle ALIGNED = CriticalCalls.returningLong(LIBRARY.findOrThrow("je_aligned_alloc"), 2);
        static final MethodHandle MALLCTL = CriticalCalls.returningLong(LIBRARY.findOrThrow("je_mallctl"), 5);
    }

    /**
     * Opens the library.
     *
     * @throws PeerUnavailableException if the library is not in the jar or not for this machine
     */
    public JemallocPeer() {
        library();
    }

    @Override
    public long allocate(long size) {
        long address;
        try {
            address = (long) Calls.MALLOC.invokeExact(size);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
        if (address == 0) {
            throw CriticalCalls.exhausted("je_malloc", size);
        }
        return address;
    }

    @Override
    public long allocate(long size, long alignment) {
        long address;
        try {
            address = (long) Calls.ALIGNED.invokeExact(alignment, size);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
        if (address == 0) {
            throw CriticalCalls.exhausted("je_aligned_alloc", size);
        }
        return address;
    }

    @Override
    public void free(long address) {
        try {
            Calls.FREE.invokeExact(address);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
    }

    /** The size saves jemalloc the lookup of the block's class. */
    @Override
    public void free(long address, long size) {
        try {
            Calls.FREE_SIZED.invokeExact(address, size, 0L);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
    }

    /** Flushes the calling thread's cache and purges every arena; caches of other threads stay. */
    @Override
    public boolean trim() {
        control("thread.tcache.flush");
        control("arena." + ALL_ARENAS + ".purge");
        return true;
    }

    private static void control(String action) {
        try (Arena arena = Arena.ofConfined()) {
            // An int in the low half: the calling convention leaves the high half undefined.
            int error = (int)
                    (long) Calls.MALLCTL.invokeExact(arena.allocateFrom(action).address(), 0L, 0L, 0L, 0L);
            if (error != 0) {
                throw new IllegalStateException("je_mallctl(" + action + ") failed with error " + error);
            }
        } catch (IllegalStateException e) {
            throw e;
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
    }

    /** This build's own word for its version, {@code je_mallctl("version")}, is that it has none. */
    @Override
    public String version() {
        return "LWJGL " + BuildVersions.of("lwjgl");
    }

    @Override
    public void close() {}
}

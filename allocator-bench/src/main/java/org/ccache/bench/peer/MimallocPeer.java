package org.ccache.bench.peer;

import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.ccache.bench.peer.PeerInfo.Family;

/**
 * Microsoft's mimalloc from Debian's package, opened by its soname and called by its own symbols. Without sized frees:
 * its {@code mi_free_size} goes straight to {@code mi_free}.
 */
@Facts(family = Family.NATIVE, place = 4, licence = "MIT", how = "critical downcalls")
public final class MimallocPeer implements Peer {
    private static final String SONAME = "libmimalloc.so.2";
    private static final String INSTALL = "install it with `apt-get install libmimalloc2.0`";

    private static SymbolLookup library() {
        return CriticalCalls.library(SONAME, INSTALL);
    }

    /** Own class: a missing library must not fail the loading of the peer, only its construction. */
    private static final class Calls {
        static final SymbolLookup LIBRARY = library();
        static final MethodHandle MALLOC = CriticalCalls.returningLong(LIBRARY.findOrThrow("mi_malloc"), 1);
        static final MethodHandle FREE = CriticalCalls.returningNothing(LIBRARY.findOrThrow("mi_free"), 1);
        static final MethodHandle ALIGNED = CriticalCalls.returningLong(LIBRARY.findOrThrow("mi_malloc_aligned"), 2);
        static final MethodHandle COLLECT = CriticalCalls.returningNothing(LIBRARY.findOrThrow("mi_collect"), 1);
        static final MethodHandle VERSION = CriticalCalls.returningLong(LIBRARY.findOrThrow("mi_version"), 0);
    }

    /**
     * Opens the library.
     *
     * @throws PeerUnavailableException if the library is not installed, with how to install it
     */
    public MimallocPeer() {
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
            throw CriticalCalls.exhausted("mi_malloc", size);
        }
        return address;
    }

    @Override
    public long allocate(long size, long alignment) {
        long address;
        try {
            address = (long) Calls.ALIGNED.invokeExact(size, alignment);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
        if (address == 0) {
            throw CriticalCalls.exhausted("mi_malloc_aligned", size);
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

    /** Collects by force; only what the calling thread's heap and abandoned heaps hold. */
    @Override
    public boolean trim() {
        try {
            Calls.COLLECT.invokeExact(1L);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
        return true;
    }

    /** A digit for each part: 209 is 2.0.9. */
    @Override
    public String version() {
        int version;
        try {
            // An int in the low half: the calling convention leaves the high half undefined.
            version = (int) (long) Calls.VERSION.invokeExact();
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
        return "mimalloc " + version / 100 + "." + version / 10 % 10 + "." + version % 10;
    }

    @Override
    public void close() {}
}

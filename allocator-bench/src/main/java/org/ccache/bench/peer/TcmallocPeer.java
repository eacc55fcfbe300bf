package org.ccache.bench.peer;

import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.ccache.bench.peer.PeerInfo.Family;

/** gperftools' tcmalloc, the fastest native thread-caching peer that can be opened in a running JVM. */
@Facts(family = Family.NATIVE, place = 2, licence = "BSD-3-Clause", how = "gperftools, critical downcalls, sized frees")
public final class TcmallocPeer implements Peer {
    private static final String SONAME = "libtcmalloc_minimal.so.4";
    private static final String INSTALL = "install it with `apt-get install libtcmalloc-minimal4`";

    /** Own class: a missing library must not fail the loading of the peer, only its construction. */
    private static final class Calls {
        static final SymbolLookup LIBRARY = CriticalCalls.library(SONAME, INSTALL);
        static final MethodHandle MALLOC = CriticalCalls.returningLong(LIBRARY.findOrThrow("tc_malloc"), 1);
        static final MethodHandle FREE = CriticalCalls.returningNothing(LIBRARY.findOrThrow("tc_free"), 1);
        static final MethodHandle FREE_SIZED = CriticalCalls.returningNothing(LIBRARY.findOrThrow("tc_free_sized"), 2);
        static final MethodHandle VERSION = CriticalCalls.returningLong(LIBRARY.findOrThrow("tc_version"), 3);
        static final MethodHandle MEMALIGN = CriticalCalls.returningLong(LIBRARY.findOrThrow("tc_memalign"), 2);
        static final MethodHandle RELEASE =
                CriticalCalls.returningNothing(LIBRARY.findOrThrow("MallocExtension_ReleaseFreeMemory"), 0);
    }

    /** @throws PeerUnavailableException if the library is not installed, with how to install it */
    public TcmallocPeer() {
        CriticalCalls.library(SONAME, INSTALL);
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
            throw CriticalCalls.exhausted("tc_malloc", size);
        }
        return address;
    }

    @Override
    public long allocate(long size, long alignment) {
        long address;
        try {
            address = (long) Calls.MEMALIGN.invokeExact(alignment, size);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
        if (address == 0) {
            throw CriticalCalls.exhausted("tc_memalign", size);
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

    /** The size saves tcmalloc the lookup of the block's class. */
    @Override
    public void free(long address, long size) {
        try {
            Calls.FREE_SIZED.invokeExact(address, size);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
    }

    /** Free pages of the page heap; the caches of threads stay. */
    @Override
    public boolean trim() {
        try {
            Calls.RELEASE.invokeExact();
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
        return true;
    }

    /** Returned whole; the three places for its parts may be null. */
    @Override
    public String version() {
        try {
            return CriticalCalls.text((long) Calls.VERSION.invokeExact(0L, 0L, 0L));
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
    }

    @Override
    public void close() {}
}

package org.ccache.bench.peer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.ccache.bench.peer.PeerInfo.Family;

/**
 * rpmalloc as LWJGL builds it. The library exports JNI functions only, but some of those return the addresses of
 * rpmalloc's own {@code rpmalloc}, {@code rpfree} and {@code rpaligned_alloc}, and these are what is called here. To begin
 * there is only the JNI function; it looks at neither of JNI's own two arguments. A thread needs no call of its own: it gets a
 * heap at its first allocation, and once rpmalloc was begun with, the C library's destructor takes the heap at the thread's end.
 *
 * <p>Nothing here gives memory back on demand: {@code rpmalloc_thread_collect} is empty in this version.
 */
@Facts(family = Family.NATIVE, place = 5, licence = "Unlicense OR MIT", how = "LWJGL's build, critical downcalls")
public final class RpmallocPeer implements Peer {
    private static final String INSTALL =
            "it comes with benchmarks.jar (org.lwjgl:lwjgl-rpmalloc, natives-linux), for x86-64 only";

    private static final String JNI = "Java_org_lwjgl_system_rpmalloc_RPmalloc_";

    private static SymbolLookup library() {
        return BundledLibrary.open("linux/x64/org/lwjgl/rpmalloc/liblwjgl_rpmalloc.so", INSTALL);
    }

    /** Own class: a missing library must not fail the loading of the peer, only its construction. */
    private static final class Calls {
        static final SymbolLookup LIBRARY = library();
        static final MethodHandle MALLOC = CriticalCalls.returningLong(function("rpmalloc"), 1);
        static final MethodHandle FREE = CriticalCalls.returningNothing(function("rpfree"), 1);
        static final MethodHandle ALIGNED = CriticalCalls.returningLong(function("rpaligned_1alloc"), 2);
        static final MethodHandle INITIALIZE =
                CriticalCalls.returningLong(LIBRARY.findOrThrow(JNI + "nrpmalloc_1initialize"), 3);

        private static MemorySegment function(String name) {
            try {
                MethodHandle address = CriticalCalls.returningLong(LIBRARY.findOrThrow(JNI + name + "_1address"), 2);
                return MemorySegment.ofAddress((long) address.invokeExact(0L, 0L));
            } catch (Throwable t) {
                throw CriticalCalls.unexpected(t);
            }
        }
    }

    /**
     * Opens the library and begins with it.
     *
     * @throws PeerUnavailableException if the library is not in the jar or not for this machine
     */
    public RpmallocPeer() {
        library();
        long error;
        try {
            // An int in the low half: the calling convention leaves the high half undefined.
            error = (int) (long) Calls.INITIALIZE.invokeExact(0L, 0L, 0L); // no interface to memory of one's own
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
        if (error != 0) {
            throw new PeerUnavailableException("rpmalloc_initialize failed with " + error + ": " + INSTALL);
        }
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
            throw CriticalCalls.exhausted("rpmalloc", size);
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
            throw CriticalCalls.exhausted("rpaligned_alloc", size);
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

    /** The library does not say; LWJGL's notes do. */
    @Override
    public String version() {
        return "LWJGL " + BuildVersions.of("lwjgl");
    }

    @Override
    public void close() {}
}

package org.ccache.bench.peer;

import java.lang.foreign.MemorySegment;
import org.ccache.bench.peer.PeerInfo.Family;

/**
 * rpmalloc as LWJGL builds it. The library exports JNI functions only, but some of those return the addresses of
 * rpmalloc's own {@code rpmalloc}, {@code rpfree} and {@code rpaligned_alloc}, and these are what is called here. To
 * begin there is only the JNI function; it looks at neither of JNI's own two arguments. A thread needs no call of its
 * own: it gets a heap at its first allocation, and once rpmalloc was begun with, the C library's destructor takes the
 * heap at the thread's end.
 *
 * <p>Nothing here gives memory back on demand: {@code rpmalloc_thread_collect} is empty in this version.
 */
@Facts(family = Family.NATIVE, place = 5, licence = "Unlicense OR MIT", how = "LWJGL's build, critical downcalls")
public final class RpmallocPeer extends NativeAllocator {
    private static final String JNI = "Java_org_lwjgl_system_rpmalloc_RPmalloc_";

    private final SharedLibrary library = SharedLibrary.bundled(
            "linux/x64/org/lwjgl/rpmalloc/liblwjgl_rpmalloc.so", "org.lwjgl:lwjgl-rpmalloc, natives-linux");

    @Override
    Functions functions() {
        // No interface to memory of one's own.
        int error = (int) library.call(JNI + "nrpmalloc_1initialize", 0, 0, 0);
        if (error != 0) {
            throw new PeerUnavailableException(
                    "rpmalloc_initialize failed with " + error + ": install another build of LWJGL");
        }
        return new Functions(
                SharedLibrary.function(symbol("rpmalloc"), 1),
                SharedLibrary.procedure(symbol("rpfree"), 1),
                null,
                SharedLibrary.function(symbol("rpaligned_1alloc"), 2));
    }

    private MemorySegment symbol(String name) {
        return MemorySegment.ofAddress(library.call(JNI + name + "_1address", 0, 0));
    }

    /** The library does not say; LWJGL's notes do. */
    @Override
    String version() {
        return "LWJGL " + BuildVersions.of("lwjgl");
    }
}

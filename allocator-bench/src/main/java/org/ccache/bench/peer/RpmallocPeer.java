package org.ccache.bench.peer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * rpmalloc as LWJGL builds it. The library exports JNI functions only, but some of those return the addresses of
 * rpmalloc's own {@code rpmalloc}, {@code rpfree} and {@code rpaligned_alloc}, and these are what is called here. To begin
 * and end a thread there are only the JNI functions; they look at neither of JNI's own two arguments.
 *
 * <p>rpmalloc must be told of each thread: one that it does not know crashes at its first allocation. {@link #thread}
 * makes threads that begin and end with rpmalloc's calls. On any other one each allocation is preceded by the call that
 * begins a thread, which does nothing if it was made before. That is right for virtual threads too, since they leave their
 * carriers at blocking calls only and not between these two. What such a thread or carrier has cached when it ends is
 * lost. Freeing needs no such care: it compares the thread with the owner of the block.
 *
 * <p>Nothing here gives memory back on demand: {@code rpmalloc_thread_collect} is empty in this version.
 */
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
                CriticalCalls.returningLong(LIBRARY.findOrThrow(JNI + "nrpmalloc_1initialize"), 2);
        static final MethodHandle BEGIN_THREAD =
                CriticalCalls.returningNothing(LIBRARY.findOrThrow(JNI + "rpmalloc_1thread_1initialize"), 2);
        static final MethodHandle END_THREAD =
                CriticalCalls.returningNothing(LIBRARY.findOrThrow(JNI + "nrpmalloc_1thread_1finalize"), 3);

        private static MemorySegment function(String name) {
            try {
                MethodHandle address = CriticalCalls.returningLong(LIBRARY.findOrThrow(JNI + name + "_1address"), 2);
                return MemorySegment.ofAddress((long) address.invokeExact(0L, 0L));
            } catch (Throwable t) {
                throw CriticalCalls.unexpected(t);
            }
        }
    }

    /** A thread that rpmalloc knows from its first to its last instruction. */
    private static final class KnownThread extends Thread {

        KnownThread(Runnable task) {
            super(() -> {
                beginThread();
                try {
                    task.run();
                } finally {
                    endThread();
                }
            });
            setDaemon(true);
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
            error = (int) (long) Calls.INITIALIZE.invokeExact(0L, 0L);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
        if (error != 0) {
            throw new PeerUnavailableException("rpmalloc_initialize failed with " + error + ": " + INSTALL);
        }
    }

    @Override
    public String name() {
        return "rpmalloc";
    }

    @Override
    public Thread thread(Runnable task) {
        return new KnownThread(task);
    }

    private static void beginThread() {
        try {
            Calls.BEGIN_THREAD.invokeExact(0L, 0L);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
    }

    private static void endThread() {
        try {
            Calls.END_THREAD.invokeExact(0L, 0L, 1L); // 1: the cache goes to other threads
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
    }

    @Override
    public long allocate(long size) {
        if (!(Thread.currentThread() instanceof KnownThread)) {
            beginThread();
        }
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
        if (!(Thread.currentThread() instanceof KnownThread)) {
            beginThread();
        }
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

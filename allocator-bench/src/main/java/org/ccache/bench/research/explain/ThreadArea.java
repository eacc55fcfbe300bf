package org.ccache.bench.research.explain;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.ccache.os.Machine;

/**
 * The rseq areas that the C library registered: found by its symbols alone, so that it works whatever this project's
 * own mode is.
 *
 * <p>The thread pointer: on x86-64 {@code pthread_self()} is it. On aarch64 it stands behind the C library's descriptor
 * of the thread, whose size the library keeps for debuggers in {@code _thread_db_sizeof_pthread}.
 */
@SuppressWarnings("restricted")
final class ThreadArea {
    private static final Linker LINKER = Linker.nativeLinker();

    private final long offset;
    private final int size;
    private final int flags;
    private final long behindSelf;

    private ThreadArea(long offset, int size, int flags, long behindSelf) {
        this.offset = offset;
        this.size = size;
        this.flags = flags;
        this.behindSelf = behindSelf;
    }

    /** Empty, where the C library knows nothing of rseq. */
    static Optional<ThreadArea> find() {
        Optional<MemorySegment> offset = symbol("__rseq_offset");
        Optional<MemorySegment> size = symbol("__rseq_size");
        Optional<MemorySegment> flags = symbol("__rseq_flags");
        Optional<MemorySegment> pthread = symbol("_thread_db_sizeof_pthread");
        boolean x86 = System.getProperty("os.arch").equals("amd64");
        if (offset.isEmpty() || size.isEmpty() || flags.isEmpty() || (!x86 && pthread.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new ThreadArea(
                RawMemory.word64(offset.get().address()),
                RawMemory.word32(size.get().address()),
                RawMemory.word32(flags.get().address()),
                x86 ? 0 : RawMemory.word32(pthread.get().address())));
    }

    private static Optional<MemorySegment> symbol(String name) {
        return LINKER.defaultLookup().find(name);
    }

    /** Of the calling platform thread, or of the carrier that a virtual one is on now. */
    long threadPointer() {
        try {
            return (long) Self.HANDLE.invokeExact() + behindSelf;
        } catch (Throwable t) {
            throw new AssertionError("a downcall without arguments threw", t);
        }
    }

    private static final class Self {
        static final java.lang.invoke.MethodHandle HANDLE = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("pthread_self"), FunctionDescriptor.of(ValueLayout.JAVA_LONG));
    }

    /** The calling thread's area. */
    long address() {
        return threadPointer() + offset;
    }

    /** Bytes from the thread pointer, the same for all threads. */
    long offset() {
        return offset;
    }

    /** What __rseq_size says. */
    int size() {
        return size;
    }

    /** What __rseq_flags says. */
    int flags() {
        return flags;
    }

    boolean registered() {
        return size != 0;
    }

    /**
     * Whether a field lies in what kernel and C library agree on; glibc up to 2.40 says 20 or 32 whatever the kernel
     * fills.
     */
    boolean covers(RseqField field) {
        int kernel = Machine.rseqFeatureSize() == 0 ? ORIGINAL_FEATURES : Machine.rseqFeatureSize();
        boolean old = size == ORIGINAL_FEATURES || size == ORIGINAL_SIZE;
        return registered() && field.end() <= (old ? Math.min(ORIGINAL_SIZE, kernel) : size);
    }

    private static final int ORIGINAL_FEATURES = 20;
    private static final int ORIGINAL_SIZE = 32;
}

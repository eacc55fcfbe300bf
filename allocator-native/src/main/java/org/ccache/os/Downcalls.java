package org.ccache.os;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * The method handles of the product but those of {@link PerCpuCalls}, all of one shape: five longs in, one long out.
 *
 * <p>One shape (but for {@link #keeping}), because each further one costs the linker some ten milliseconds at start-up; unused arguments cost one
 * register move. Five, because a sixth would go over the stack (half a nanosecond a pair). Handles stand in holder classes and are made when first used. Two kinds of calls:
 *
 * <ul>
 *   <li><b>critical</b>: the sequences. No thread transition, so no safepoint while inside: nothing that may sleep.
 *   <li><b>plain</b>: everything that enters the kernel.
 * </ul>
 *
 * <p>All public methods presume that {@link NativeLibrary#available()}.
 */
public final class Downcalls {
    private static final FunctionDescriptor SHAPE = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG);

    private Downcalls() {}

    /** For {@link PerCpuCalls} too. */
    static MethodHandle critical(int function) {
        return link(NativeLibrary.function(function), Linker.Option.critical(false));
    }

    /**
     * With a native segment as third argument, whose arena cannot be closed during the call: a long would not be known to
     * be an address of it, and the call would read what another thread unmaps. One shape more.
     */
    static MethodHandle keeping(int function) {
        FunctionDescriptor shape = FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG);
        return link(shape, NativeLibrary.function(function), Linker.Option.critical(false));
    }

    /** Ours answers -errno; where our library is missing, the C library's namesake answers -1. */
    private static MethodHandle plain(int function, String namesake) {
        if (NativeLibrary.available()) {
            return link(NativeLibrary.function(function));
        }
        return link(symbol(namesake));
    }

    /** The C library's mmap takes a sixth argument, the offset: one shape more, but only where our library is missing. */
    @SuppressWarnings("restricted")
    private static MethodHandle mmap() {
        if (NativeLibrary.available()) {
            return link(NativeLibrary.function(NativeTable.MMAP));
        }
        MethodHandle mmap = Linker.nativeLinker()
                .downcallHandle(
                        MemorySegment.ofAddress(symbol("mmap")), SHAPE.appendArgumentLayouts(ValueLayout.JAVA_LONG));
        return MethodHandles.insertArguments(mmap, 5, 0L);
    }

    /** Address of a symbol of the C library, 0 if it has none. */
    static long symbol(String name) {
        return Linker.nativeLinker()
                .defaultLookup()
                .find(name)
                .map(MemorySegment::address)
                .orElse(0L);
    }

    private static MethodHandle link(long address, Linker.Option... options) {
        return link(SHAPE, address, options);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(FunctionDescriptor shape, long address, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(address), shape, options);
    }

    /** A plain call of a function that is not in our library, for the loader itself: no sequence can be called so. */
    static long call(long function, long a, long b, long c, long d, long e) {
        try {
            return (long) link(function).invokeExact(a, b, c, d, e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static final class Pop {
        static final MethodHandle CID = critical(NativeTable.POP_CID);
    }

    private static final class Push {
        static final MethodHandle CID = critical(NativeTable.PUSH_CID);
    }

    private static final class Batches {
        static final MethodHandle POP_CID = critical(NativeTable.POP_BATCH_CID);
        static final MethodHandle PUSH_CID = critical(NativeTable.PUSH_BATCH_CID);
    }

    private static final class ByCpu {
        static final MethodHandle POP = critical(NativeTable.POP_CPU);
        static final MethodHandle PUSH = critical(NativeTable.PUSH_CPU);
        static final MethodHandle POP_BATCH = critical(NativeTable.POP_BATCH_CPU);
        static final MethodHandle PUSH_BATCH = critical(NativeTable.PUSH_BATCH_CPU);
    }

    private static final class Index {
        static final MethodHandle CID = critical(NativeTable.INDEX_CID);
        static final MethodHandle CPU = critical(NativeTable.INDEX_CPU);
    }

    private static final class Empty {
        static final MethodHandle EMPTY = critical(NativeTable.EMPTY);
    }

    private static final class Kernel {
        static final MethodHandle MMAP = mmap();
        static final MethodHandle MUNMAP = plain(NativeTable.MUNMAP, "munmap");
        static final MethodHandle MPROTECT = plain(NativeTable.MPROTECT, "mprotect");
        static final MethodHandle MADVISE = plain(NativeTable.MADVISE, "madvise");
    }

    /** Not needed in every process; where our library is missing they are not linked at all. */
    private static final class Placement {
        static final MethodHandle BIND = link(NativeLibrary.function(NativeTable.BIND));
        static final MethodHandle NODE = link(NativeLibrary.function(NativeTable.NODE));
    }

    private static final class Membarrier {
        static final MethodHandle MEMBARRIER = link(NativeLibrary.function(NativeTable.MEMBARRIER));
    }

    /** See {@code sequences.md}: pop one, the index being mm_cid. */
    public static long popCid(long area, long base, long header, long limit) {
        try {
            return (long) Pop.CID.invokeExact(area, base, header, limit, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long pushCid(long area, long base, long header, long limit, long block) {
        try {
            return (long) Push.CID.invokeExact(area, base, header, limit, block);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long popBatchCid(long area, long base, long header, long limit, long out, long n) {
        try {
            return (long) Batches.POP_CID.invokeExact(area, base, header, limit | n << 32, out);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long pushBatchCid(long area, long base, long header, long limit, long in, long n) {
        try {
            return (long) Batches.PUSH_CID.invokeExact(area, base, header, limit | n << 32, in);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** See {@code sequences.md}: pop one, the index being cpu_id. */
    public static long popCpu(long area, long base, long header, long limit) {
        try {
            return (long) ByCpu.POP.invokeExact(area, base, header, limit, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long pushCpu(long area, long base, long header, long limit, long block) {
        try {
            return (long) ByCpu.PUSH.invokeExact(area, base, header, limit, block);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long popBatchCpu(long area, long base, long header, long limit, long out, long n) {
        try {
            return (long) ByCpu.POP_BATCH.invokeExact(area, base, header, limit | n << 32, out);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long pushBatchCpu(long area, long base, long header, long limit, long in, long n) {
        try {
            return (long) ByCpu.PUSH_BATCH.invokeExact(area, base, header, limit | n << 32, in);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long indexCid(long area) {
        try {
            return (long) Index.CID.invokeExact(area, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long indexCpu(long area) {
        try {
            return (long) Index.CPU.invokeExact(area, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A critical call that does nothing: the floor of every figure. */
    public static long empty() {
        try {
            return (long) Empty.EMPTY.invokeExact(0L, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long mmap(long address, long bytes, long protection, long flags) {
        try {
            return (long) Kernel.MMAP.invokeExact(address, bytes, protection, flags, -1L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long munmap(long address, long bytes) {
        try {
            return (long) Kernel.MUNMAP.invokeExact(address, bytes, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long mprotect(long address, long bytes, long protection) {
        try {
            return (long) Kernel.MPROTECT.invokeExact(address, bytes, protection, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long madvise(long address, long bytes, long advice) {
        try {
            return (long) Kernel.MADVISE.invokeExact(address, bytes, advice, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long bind(long address, long bytes, long node) {
        try {
            return (long) Placement.BIND.invokeExact(address, bytes, node, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The calling thread's NUMA node, by a system call. */
    public static long node() {
        try {
            return (long) Placement.NODE.invokeExact(0L, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The calling thread's NUMA node from the rseq area: node_id is the word before mm_cid. */
    public static long indexNode(long area) {
        return indexCid(area - RseqArea.NODE_ID_BEFORE_MM_CID);
    }

    static long membarrier(long command) {
        try {
            return (long) Membarrier.MEMBARRIER.invokeExact(command, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A downcall throws only what the linker itself throws. */
    static RuntimeException unexpected(Throwable t) {
        if (t instanceof Error error) {
            throw error;
        }
        if (t instanceof IllegalCallerException denied) {
            return denied; // the loader says which flag is missing
        }
        return new IllegalStateException("downcall failed", t);
    }
}

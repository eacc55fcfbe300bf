package org.ccache.os;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/**
 * The method handles of the product, all of one shape: five longs in, one long out. {@link PerCpuCalls} has its own.
 *
 * <p>One shape (but for {@link #keeping}), because each further one costs the linker some ten milliseconds at start-up; unused
 * arguments cost one register move. Five, because a sixth would go over the stack (half a nanosecond a pair). Two kinds of
 * calls:
 *
 * <ul>
 *   <li><b>critical</b>: the sequences. No thread transition, so no safepoint while inside: nothing that may sleep.
 *   <li><b>plain</b>: everything that enters the kernel.
 * </ul>
 *
 * <p>Linking may fail for want of heap or stack, and compiled code wants constants, which only class initialisers set, which
 * may not fail ({@link FirstUse}). So {@link #link} links whole groups of calls, leaves the handles in {@link #linked} and
 * initialises the group's holder class, which only reads them there; then it makes each call once, since a place in the code
 * that calls a handle is linked at its first call too. Plain calls make sure that their group is linked. Sequences do not, for
 * that would cost an instruction or two: whoever will make such a call links the group first.
 *
 * <p>All public methods presume that {@link NativeLibrary#available()}.
 */
public final class Downcalls {
    /** Groups of calls. The first two are the sequences on magazines and the index, by mm_cid and by cpu_id. */
    static final int BY_CID = 1;

    static final int BY_CPU = 2;
    static final int KERNEL = 4;
    static final int FENCE = 8;
    static final int PLACEMENT = 16;
    static final int PER_CPU = 32;

    private static volatile int ready; // the groups that are linked; written by steps alone
    private static volatile FunctionDescriptor shape;

    /** By function number: what steps have linked, for the initialisers of holders. Null before the first one. */
    private static volatile MethodHandle[] linked;

    private Downcalls() {}

    /**
     * Links groups of calls: from then on none of them fails for want of heap or stack. Cheap once done.
     *
     * @throws OutOfMemoryError if there is no heap for it now
     * @throws StackOverflowError if there is not even the stack to begin
     */
    static void link(int groups) {
        if ((ready & groups) != groups) {
            NativeLibrary.available(); // a step of its own: no initialiser of a holder waits for this one
            new Linking(groups).ensure();
        }
    }

    private static final class Linking extends FirstUse {
        private final int groups;

        Linking(int groups) {
            this.groups = groups;
        }

        @Override
        protected boolean taken() {
            return (ready & groups) == groups;
        }

        @Override
        protected void take() {
            for (int group = 1; group <= groups; group <<= 1) {
                if ((groups & ~ready & group) != 0) {
                    link(group);
                    ready |= group; // steps are taken one at a time
                }
            }
        }

        private static void link(int group) {
            switch (group) {
                case BY_CID -> {
                    link(NativeTable.POP_CID, NativeTable.PUSH_BATCH_CID);
                    handle(NativeTable.INDEX_CID);
                    callByCid();
                }
                case BY_CPU -> {
                    link(NativeTable.POP_CPU, NativeTable.PUSH_BATCH_CPU);
                    handle(NativeTable.INDEX_CPU);
                    callByCpu();
                }
                case KERNEL -> {
                    handles()[NativeTable.MMAP] = mmapHandle();
                    keep(NativeTable.MUNMAP, "munmap");
                    keep(NativeTable.MPROTECT, "mprotect");
                    keep(NativeTable.MADVISE, "madvise");
                    Faults.strike(Faults.Call.RESERVE); // its initialiser may fail
                    callKernel();
                }
                case FENCE -> {
                    handles()[NativeTable.MEMBARRIER] = plain(NativeLibrary.function(NativeTable.MEMBARRIER));
                    callMembarrier(0);
                }
                case PLACEMENT -> {
                    handles()[NativeTable.BIND] = plain(NativeLibrary.function(NativeTable.BIND));
                    handles()[NativeTable.NODE] = plain(NativeLibrary.function(NativeTable.NODE));
                    callBind(0, 0, -1);
                    callNode();
                }
                case PER_CPU -> PerCpuCalls.linkAll();
                default -> throw new IllegalArgumentException("group " + group);
            }
        }

        private static void link(int first, int last) {
            for (int function = first; function <= last; function++) {
                handle(function);
            }
        }
    }

    private static synchronized MethodHandle[] handles() {
        if (linked == null) {
            linked = new MethodHandle[NativeTable.SIZE];
        }
        return linked;
    }

    /** A critical call's handle: of {@link #link}, or, for somebody who did without, linked now. For {@link PerCpuCalls} too. */
    static MethodHandle handle(int function) {
        MethodHandle[] all = linked;
        MethodHandle handle = all == null ? null : all[function];
        if (handle == null) {
            boolean keeping = function == NativeTable.RING_OFFER
                    || function == NativeTable.RING_OFFER + NativeTable.PERCPU_BY_CPU;
            long address = NativeLibrary.function(function);
            handle = link(keeping ? keeping() : shape(), address, Linker.Option.critical(false));
            handles()[function] = handle;
        }
        return handle;
    }

    private static FunctionDescriptor shape() {
        FunctionDescriptor known = shape;
        if (known == null) {
            known = FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG);
            shape = known;
        }
        return known;
    }

    /**
     * With a native segment as third argument, whose arena cannot be closed during the call: a long would not be known to
     * be an address of it, and the call would read what another thread unmaps. One shape more.
     */
    private static FunctionDescriptor keeping() {
        return FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG);
    }

    /** Ours answers -errno; where our library is missing, the C library's namesake answers -1. */
    private static void keep(int function, String namesake) {
        long address = NativeLibrary.available() ? NativeLibrary.function(function) : symbol(namesake);
        handles()[function] = plain(address);
    }

    /** The C library's mmap takes a sixth argument, the offset: one shape more, but only where our library is missing. */
    private static MethodHandle mmapHandle() {
        if (NativeLibrary.available()) {
            return plain(NativeLibrary.function(NativeTable.MMAP));
        }
        FunctionDescriptor six = shape().appendArgumentLayouts(ValueLayout.JAVA_LONG);
        return MethodHandles.insertArguments(link(six, symbol("mmap")), 5, 0L);
    }

    /** Address of a symbol of the C library, 0 if it has none. */
    static long symbol(String name) {
        Optional<MemorySegment> found = Linker.nativeLinker().defaultLookup().find(name);
        return found.isPresent() ? found.get().address() : 0;
    }

    /** A handle for a plain call of any function: no sequence can be called so. */
    static MethodHandle plain(long address) {
        return link(shape(), address);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(FunctionDescriptor shape, long address, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(address), shape, options);
    }

    /** A call by a handle of {@link #plain}, while setting up. */
    static long call(MethodHandle handle, long a, long b) {
        try {
            return (long) handle.invokeExact(a, b, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A word of the auxiliary vector from the C library, 0 if it has none; for where the kernel's file cannot be read. */
    static long auxiliary(int type) {
        try {
            long function = Machine.isLinux() ? symbol("getauxval") : 0;
            return function == 0 ? 0 : call(plain(function), type, 0);
        } catch (IllegalCallerException e) {
            return 0; // whoever wants native calls will be told
        }
    }

    private static final class ByCid {
        static final MethodHandle POP = handle(NativeTable.POP_CID);
        static final MethodHandle PUSH = handle(NativeTable.PUSH_CID);
        static final MethodHandle POP_BATCH = handle(NativeTable.POP_BATCH_CID);
        static final MethodHandle PUSH_BATCH = handle(NativeTable.PUSH_BATCH_CID);
        static final MethodHandle INDEX = handle(NativeTable.INDEX_CID);
    }

    private static final class ByCpu {
        static final MethodHandle POP = handle(NativeTable.POP_CPU);
        static final MethodHandle PUSH = handle(NativeTable.PUSH_CPU);
        static final MethodHandle POP_BATCH = handle(NativeTable.POP_BATCH_CPU);
        static final MethodHandle PUSH_BATCH = handle(NativeTable.PUSH_BATCH_CPU);
        static final MethodHandle INDEX = handle(NativeTable.INDEX_CPU);
    }

    private static final class Empty {
        static final MethodHandle EMPTY = handle(NativeTable.EMPTY);
    }

    private static final class Kernel {
        static final MethodHandle MMAP = linked[NativeTable.MMAP];
        static final MethodHandle MUNMAP = linked[NativeTable.MUNMAP];
        static final MethodHandle MPROTECT = linked[NativeTable.MPROTECT];
        static final MethodHandle MADVISE = linked[NativeTable.MADVISE];
    }

    /** Not needed in every process; where our library is missing they are not linked at all. */
    private static final class Placement {
        static final MethodHandle BIND = linked[NativeTable.BIND];
        static final MethodHandle NODE = linked[NativeTable.NODE];
    }

    private static final class Membarrier {
        static final MethodHandle MEMBARRIER = linked[NativeTable.MEMBARRIER];
    }

    /** With no region at all each refuses the index and touches nothing. */
    private static void callByCid() {
        long area = RseqChoice.Index.AREA;
        popCid(area, 0, 0, 0);
        pushCid(area, 0, 0, 0, 0);
        popBatchCid(area, 0, 0, 0, 0, 1);
        pushBatchCid(area, 0, 0, 0, 0, 1);
        indexCid(area);
    }

    private static void callByCpu() {
        long area = RseqChoice.Index.AREA;
        popCpu(area, 0, 0, 0);
        pushCpu(area, 0, 0, 0, 0);
        popBatchCpu(area, 0, 0, 0, 0, 1);
        pushBatchCpu(area, 0, 0, 0, 0, 1);
        indexCpu(area);
    }

    /** Of no bytes: the kernel refuses or does nothing. */
    private static void callKernel() {
        callMmap(0, 0, 0, 0);
        callMunmap(0, 0);
        callMprotect(0, 0, 0);
        callMadvise(0, 0, 0);
    }

    /** See {@code sequences.md}: pop one, the index being mm_cid. */
    public static long popCid(long area, long base, long header, long limit) {
        try {
            return (long) ByCid.POP.invokeExact(area, base, header, limit, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long pushCid(long area, long base, long header, long limit, long block) {
        try {
            return (long) ByCid.PUSH.invokeExact(area, base, header, limit, block);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long popBatchCid(long area, long base, long header, long limit, long out, long n) {
        try {
            return (long) ByCid.POP_BATCH.invokeExact(area, base, header, limit | n << 32, out);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long pushBatchCid(long area, long base, long header, long limit, long in, long n) {
        try {
            return (long) ByCid.PUSH_BATCH.invokeExact(area, base, header, limit | n << 32, in);
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
            return (long) ByCid.INDEX.invokeExact(area, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long indexCpu(long area) {
        try {
            return (long) ByCpu.INDEX.invokeExact(area, 0L, 0L, 0L, 0L);
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
        link(KERNEL);
        return callMmap(address, bytes, protection, flags);
    }

    private static long callMmap(long address, long bytes, long protection, long flags) {
        try {
            return (long) Kernel.MMAP.invokeExact(address, bytes, protection, flags, -1L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long munmap(long address, long bytes) {
        link(KERNEL);
        return callMunmap(address, bytes);
    }

    private static long callMunmap(long address, long bytes) {
        try {
            return (long) Kernel.MUNMAP.invokeExact(address, bytes, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long mprotect(long address, long bytes, long protection) {
        link(KERNEL);
        return callMprotect(address, bytes, protection);
    }

    private static long callMprotect(long address, long bytes, long protection) {
        try {
            return (long) Kernel.MPROTECT.invokeExact(address, bytes, protection, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long madvise(long address, long bytes, long advice) {
        link(KERNEL);
        return callMadvise(address, bytes, advice);
    }

    private static long callMadvise(long address, long bytes, long advice) {
        try {
            return (long) Kernel.MADVISE.invokeExact(address, bytes, advice, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long bind(long address, long bytes, long node) {
        link(PLACEMENT);
        return callBind(address, bytes, node);
    }

    private static long callBind(long address, long bytes, long node) {
        try {
            return (long) Placement.BIND.invokeExact(address, bytes, node, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The calling thread's NUMA node, by a system call. */
    public static long node() {
        link(PLACEMENT);
        return callNode();
    }

    private static long callNode() {
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
        link(FENCE);
        return callMembarrier(command);
    }

    private static long callMembarrier(long command) {
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

package org.ccache.library;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.ccache.layout.AreaLayout;
import org.ccache.layout.TableLayout;
import org.ccache.os.Faults;
import org.ccache.sequence.PerCpuCalls;
import org.ccache.sequence.RseqChoice;

/**
 * The method handles of the product, of one shape: the function, five longs in, one long out.
 *
 * <p>One shape, because each further one costs the linker some ten milliseconds at start-up; unused arguments cost one register
 * move. Five, because a sixth would go over the stack (half a nanosecond a pair). And one handle for all functions instead of
 * one each: a handle takes a third of a millisecond to make, and 33 KB of heap when it is called for the 127th time; the
 * function is a constant to compiled code either way. Two kinds of calls:
 *
 * <ul>
 *   <li><b>critical</b>: the sequences. No thread transition, so no safepoint while inside: nothing that may sleep.
 *   <li><b>plain</b>: everything that enters the kernel.
 * </ul>
 *
 * <p>Linking may fail for want of heap or stack, and compiled code wants constants, which only class initialisers set, which
 * may not fail ({@link FirstUse}). So {@link #link} links whole groups of calls: it makes what the group's holder class needs,
 * initialises that, which only reads it, and makes each call once, since a place in the code that calls a handle is linked at
 * its first call too. Plain calls make sure that their group is linked. Sequences do not, for that would cost an instruction
 * or two: whoever will make such a call links the group first.
 *
 * <p>All public methods presume that {@link NativeLibrary#available()}.
 */
public final class Downcalls {
    /** Groups of calls: memory, the fence, NUMA; the sequences on magazines and the index, by mm_cid and by cpu_id; per-CPU memory. */
    public static final int KERNEL = 1;

    public static final int FENCE = 2;
    public static final int BY_CID = 4;
    public static final int BY_CPU = 8;
    public static final int PLACEMENT = 16;
    public static final int PER_CPU = 32;

    /** Calls after which the JDK makes no more of a handle. */
    private static final int ENOUGH = 130;

    private static volatile int settled; // of which handles; written by steps alone
    private static volatile int ready; // the groups that are linked; written by steps alone

    private Downcalls() {}

    /**
     * Links groups of calls: from then on none of them fails for want of heap or stack. Cheap once done.
     *
     * @throws OutOfMemoryError if there is no heap for it now
     * @throws StackOverflowError if there is not even the stack to begin
     */
    public static void link(int groups) {
        require(groups);
        if (settled != handlesMade()) {
            new Settling().begin(); // where it is not begun, or fails, whoever links next tries again
        }
    }

    /** The same for those who may have no heap or stack to spare, if it is linked already. */
    public static void require(int groups) {
        if ((ready & groups) != groups) {
            NativeLibrary.available(); // a step of its own: no initialiser of a holder waits for this one
            new Linking(groups).ensure();
        }
    }

    /**
     * Calls each handle until the JDK has made all of it that it makes, by functions that do nothing: at the 127th call it makes
     * code for this very handle, which takes 33 KB of heap. In the background, right after linking, since it takes some
     * milliseconds and nobody depends on it: where it fails, or is late, the JDK does it in the midst of a call, and that call
     * fails if there is no heap for it.
     */
    private static final class Settling extends FirstUse {
        @Override
        protected boolean taken() {
            return settled == handlesMade();
        }

        @Override
        protected void take() {
            int made = handlesMade();
            for (int i = 0; i < ENOUGH; i++) {
                if ((made & 1) != 0) {
                    callKernel();
                }
                if ((made & 2) != 0) {
                    empty();
                }
                if ((made & 4) != 0) {
                    PerCpuCalls.offerNothing();
                }
            }
            settled = made;
        }
    }

    /** A bit for each: plain, critical, keeping. */
    private static int handlesMade() {
        return Handles.made() & ((ready & KERNEL) == 0 ? ~1 : ~0);
    }

    /** Waits until what {@link #link} begins in the background has come to its end. */
    static void settle() {
        new Settling().ensure();
    }

    public static boolean ready(int groups) {
        return (ready & groups) == groups;
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
            Handles.functions();
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
                    requireArea();
                    Handles.critical();
                    callByCid();
                }
                case BY_CPU -> {
                    requireArea();
                    Handles.critical();
                    callByCpu();
                }
                case KERNEL -> linkKernel();
                case FENCE -> {
                    kernelHandles();
                    callMembarrier(0);
                }
                case PLACEMENT -> {
                    kernelHandles();
                    callBind(0, 0, -1);
                    callNode();
                }
                case PER_CPU -> {
                    if (RseqChoice.usable()) {
                        Handles.critical();
                        Handles.keeping();
                    }
                    PerCpuCalls.callAll();
                }
                default -> throw new IllegalArgumentException("group " + group);
            }
        }

        /** A sequence writes into the area first: without one, into what the C library keeps at the thread pointer. */
        private static void requireArea() {
            if (RseqChoice.Index.AREA == 0) { // where that stands, no area can be
                throw new IllegalStateException("no rseq area");
            }
        }

        /** What the initialiser of {@link Kernel} reads, whichever group is the first of its users. */
        private static void kernelHandles() {
            if (!NativeLibrary.available()) {
                Handles.sixArguments();
            }
            Handles.plain();
        }

        private static void linkKernel() {
            kernelHandles();
            Faults.strike(Faults.Call.RESERVE); // its initialiser may fail
            callKernel();
        }
    }

    /** A plain call of any function while setting up: no sequence can be called so. */
    public static long call(long function, long a, long b) {
        return call(MemorySegment.ofAddress(function), a, b);
    }

    static long call(MemorySegment function, long a, long b) {
        try {
            return (long) Handles.plain().invokeExact(function, a, b, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A word of the auxiliary vector from the C library, 0 if it has none; for where the kernel's file cannot be read. */
    public static long auxiliary(int type) {
        try {
            long function = Platform.isLinux() ? Handles.symbol("getauxval") : 0;
            return function == 0 ? 0 : call(function, type, 0);
        } catch (IllegalCallerException e) {
            return 0; // whoever wants native calls will be told
        }
    }

    /** For {@link PerCpuCalls} too. */
    public static final class Critical {
        public static final MethodHandle HANDLE = Handles.critical();

        private Critical() {}
    }

    /** For {@link PerCpuCalls} alone. */
    public static final class Keeping {
        public static final MethodHandle HANDLE = Handles.keeping();

        private Keeping() {}
    }

    private static final class ByCid {
        static final MemorySegment POP = Handles.function(TableLayout.POP);
        static final MemorySegment PUSH = Handles.function(TableLayout.PUSH);
        static final MemorySegment POP_BATCH = Handles.function(TableLayout.POP_BATCH);
        static final MemorySegment PUSH_BATCH = Handles.function(TableLayout.PUSH_BATCH);
        static final MemorySegment INDEX = Handles.function(TableLayout.INDEX_CID);
    }

    private static final class ByCpu {
        static final MemorySegment POP = Handles.function(TableLayout.POP + TableLayout.MAGAZINES_BY_CPU);
        static final MemorySegment PUSH = Handles.function(TableLayout.PUSH + TableLayout.MAGAZINES_BY_CPU);
        static final MemorySegment POP_BATCH = Handles.function(TableLayout.POP_BATCH + TableLayout.MAGAZINES_BY_CPU);
        static final MemorySegment PUSH_BATCH = Handles.function(TableLayout.PUSH_BATCH + TableLayout.MAGAZINES_BY_CPU);
        static final MemorySegment INDEX = Handles.function(TableLayout.INDEX_CPU);
    }

    private static final class Empty {
        static final MemorySegment EMPTY = Handles.function(TableLayout.EMPTY);
    }

    /** Without our library the C library's, of which mmap has a shape of its own. */
    private static final class Kernel {
        static final MethodHandle HANDLE = Handles.plain();
        static final MethodHandle SIX_ARGUMENTS = Handles.sixArgumentsIfMade(); // null with our library
        static final MemorySegment MMAP = Handles.function(TableLayout.MMAP);
        static final MemorySegment MUNMAP = Handles.function(TableLayout.MUNMAP);
        static final MemorySegment MPROTECT = Handles.function(TableLayout.MPROTECT);
        static final MemorySegment MADVISE = Handles.function(TableLayout.MADVISE);
        static final MemorySegment BIND = Handles.function(TableLayout.BIND);
        static final MemorySegment NODE = Handles.function(TableLayout.NODE);
        static final MemorySegment MEMBARRIER = Handles.function(TableLayout.MEMBARRIER);
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
            return (long) Critical.HANDLE.invokeExact(ByCid.POP, area, base, header, limit, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long pushCid(long area, long base, long header, long limit, long block) {
        try {
            return (long) Critical.HANDLE.invokeExact(ByCid.PUSH, area, base, header, limit, block);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long popBatchCid(long area, long base, long header, long limit, long out, long n) {
        try {
            return (long) Critical.HANDLE.invokeExact(ByCid.POP_BATCH, area, base, header, limit | n << 32, out);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long pushBatchCid(long area, long base, long header, long limit, long in, long n) {
        try {
            return (long) Critical.HANDLE.invokeExact(ByCid.PUSH_BATCH, area, base, header, limit | n << 32, in);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** See {@code sequences.md}: pop one, the index being cpu_id. */
    public static long popCpu(long area, long base, long header, long limit) {
        try {
            return (long) Critical.HANDLE.invokeExact(ByCpu.POP, area, base, header, limit, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long pushCpu(long area, long base, long header, long limit, long block) {
        try {
            return (long) Critical.HANDLE.invokeExact(ByCpu.PUSH, area, base, header, limit, block);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long popBatchCpu(long area, long base, long header, long limit, long out, long n) {
        try {
            return (long) Critical.HANDLE.invokeExact(ByCpu.POP_BATCH, area, base, header, limit | n << 32, out);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long pushBatchCpu(long area, long base, long header, long limit, long in, long n) {
        try {
            return (long) Critical.HANDLE.invokeExact(ByCpu.PUSH_BATCH, area, base, header, limit | n << 32, in);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long indexCid(long area) {
        try {
            return (long) Critical.HANDLE.invokeExact(ByCid.INDEX, area, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long indexCpu(long area) {
        try {
            return (long) Critical.HANDLE.invokeExact(ByCpu.INDEX, area, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A critical call that does nothing: the floor of every figure. */
    public static long empty() {
        try {
            return (long) Critical.HANDLE.invokeExact(Empty.EMPTY, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long mmap(long address, long bytes, long protection, long flags) {
        require(KERNEL);
        return callMmap(address, bytes, protection, flags);
    }

    private static long callMmap(long address, long bytes, long protection, long flags) {
        try {
            if (Kernel.SIX_ARGUMENTS != null) {
                return (long) Kernel.SIX_ARGUMENTS.invokeExact(Kernel.MMAP, address, bytes, protection, flags, -1L, 0L);
            }
            return (long) Kernel.HANDLE.invokeExact(Kernel.MMAP, address, bytes, protection, flags, -1L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long munmap(long address, long bytes) {
        require(KERNEL);
        return callMunmap(address, bytes);
    }

    private static long callMunmap(long address, long bytes) {
        try {
            return (long) Kernel.HANDLE.invokeExact(Kernel.MUNMAP, address, bytes, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long mprotect(long address, long bytes, long protection) {
        require(KERNEL);
        return callMprotect(address, bytes, protection);
    }

    private static long callMprotect(long address, long bytes, long protection) {
        try {
            return (long) Kernel.HANDLE.invokeExact(Kernel.MPROTECT, address, bytes, protection, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long madvise(long address, long bytes, long advice) {
        require(KERNEL);
        return callMadvise(address, bytes, advice);
    }

    private static long callMadvise(long address, long bytes, long advice) {
        try {
            return (long) Kernel.HANDLE.invokeExact(Kernel.MADVISE, address, bytes, advice, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static long bind(long address, long bytes, long node) {
        require(PLACEMENT);
        return callBind(address, bytes, node);
    }

    private static long callBind(long address, long bytes, long node) {
        try {
            return (long) Kernel.HANDLE.invokeExact(Kernel.BIND, address, bytes, node, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The calling thread's NUMA node, by a system call. */
    public static long node() {
        require(PLACEMENT);
        return callNode();
    }

    private static long callNode() {
        try {
            return (long) Kernel.HANDLE.invokeExact(Kernel.NODE, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The calling thread's NUMA node from the rseq area: node_id is the word before mm_cid. */
    public static long indexNode(long area) {
        require(BY_CID);
        return indexCid(area - (AreaLayout.MM_CID - AreaLayout.NODE_ID));
    }

    public static long membarrier(long command) {
        require(FENCE);
        return callMembarrier(command);
    }

    private static long callMembarrier(long command) {
        try {
            return (long) Kernel.HANDLE.invokeExact(Kernel.MEMBARRIER, command, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A downcall throws only what the linker itself throws. */
    public static RuntimeException unexpected(Throwable t) {
        if (t instanceof Error error) {
            throw error;
        }
        if (t instanceof IllegalCallerException denied) {
            return denied; // the loader says which flag is missing
        }
        return new IllegalStateException("downcall failed", t);
    }
}

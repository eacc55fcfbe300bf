package org.ccache.library;

import java.lang.foreign.MemorySegment;
import org.ccache.layout.RegionLayout;
import org.ccache.os.Machine;
import org.ccache.os.VirtualMemory;
import org.ccache.os.ZeroedMemory;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.ccache.sequence.PerCpuCalls;
import org.ccache.sequence.RemoteFence;
import org.ccache.sequence.Sequences;

/**
 * The program of child JVMs that meet the product for the first time in a bad state: a full Java heap, the end of the
 * stack, an interrupted thread. Prints what came of it, and what of the same calls afterwards.
 */
public final class HostileFirstUse {
    private static final int STACK_BYTES = 512 << 10;

    // Counted without anything that is linked at its first use: that may be in the bad state too.
    private static int works;
    private static int refused; // for want of heap or stack
    private static final Throwable[] OTHER = new Throwable[1];

    private HostileFirstUse() {}

    /**
     * Arguments: state, which call is first ("index after library": the one after the other in peace), and for "heap"
     * the bytes that are left.
     */
    public static void main(String[] arguments) throws InterruptedException {
        // The JVM opens a folder or jar for its first class, and loses it where the stack ends meanwhile.
        // That is not what is tested.
        check(RegionLayout.header(1) > 0);
        String state = arguments[0];
        String[] calls = arguments[1].split(" after ", -1);
        String call = calls[0];
        if (calls.length > 1) {
            act(calls[1]); // in peace
        }
        switch (state) {
            case "heap" -> {
                full(Integer.parseInt(arguments[2]), call);
                FullHeap.release();
            }
            case "linked" -> {
                act("build");
                PerCpuCalls.link();
                VirtualMemory.link();
                Downcalls.settle();
                if (Rseq.mode() != RseqMode.UNAVAILABLE) {
                    RemoteFence.await();
                }
                long page = VirtualMemory.reserve(Machine.pageSize());
                FullHeap.fill();
                for (int round = Integer.parseInt(arguments[2]); round > 0 && attempt(page); round--) {
                    // each call that often
                }
                FullHeap.release();
            }
            case "stack" -> {
                Thread deep = new Thread(null, () -> deep(call, 0), "deep", STACK_BYTES);
                deep.start();
                deep.join();
            }
            default -> {
                Thread.Builder builder = state.equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
                builder.start(() -> interrupted(call)).join();
            }
        }
        if (OTHER[0] != null) {
            OTHER[0].printStackTrace();
        }
        System.out.println("works=" + works);
        System.out.println("refused=" + refused);
        System.out.println("other=" + OTHER[0]);
        String afterwards = "works";
        for (String again : new String[] {call, "all"}) {
            try {
                act(again);
            } catch (Throwable t) {
                t.printStackTrace();
                afterwards = again + ": " + t + ", " + t.getCause();
            }
        }
        System.out.println("afterwards=" + afterwards);
        System.out.println("facts=" + facts());
    }

    /** What an allocator calls later on: takes no heap. */
    private static boolean attempt(long page) {
        try {
            if (Rseq.mode() != RseqMode.UNAVAILABLE) {
                Sequences.pop(0, 0, 0);
                Sequences.push(0, 0, 0, 0);
                Sequences.popBatch(0, 0, 0, 0, 1);
                Sequences.pushBatch(0, 0, 0, 0, 1);
                Rseq.fence();
            }
            check(Rseq.indexHint() < Rseq.indexes() && Rseq.nodeHint() < Machine.nodes());
            check(VirtualMemory.commit(page, Machine.pageSize()) == 0);
            check(VirtualMemory.purge(page, Machine.pageSize()) == 0);
            check(VirtualMemory.protectReadable(page, Machine.pageSize()) == 0);
            VirtualMemory.hugePages(page, Machine.pageSize(), false);
            check(VirtualMemory.release(VirtualMemory.reserve(1), 1) == 0);
            works++;
            return true;
        } catch (Throwable t) {
            OTHER[0] = t;
            return false;
        }
    }

    private static void interrupted(String call) {
        Thread.currentThread().interrupt();
        attempt(call);
        if (!Thread.currentThread().isInterrupted()) {
            OTHER[0] = new AssertionError("the interrupt is lost");
        }
    }

    private static boolean attempt(String call) {
        try {
            act(call);
            works++;
            return true;
        } catch (OutOfMemoryError | StackOverflowError e) {
            refused++;
        } catch (Throwable t) {
            OTHER[0] = t;
        }
        return false;
    }

    /** What is the same in each process of this machine. */
    static String facts() {
        return Rseq.mode() + ", " + Machine.pageSize() + ", " + Machine.possibleCpus() + ", " + Machine.nodes() + ", "
                + Machine.rseqFeatureSize() + ", " + Machine.memoryLimit() + ", " + Machine.transparentHugePages()
                + ", "
                + NativeLibrary.reason();
    }

    /** Fills the heap but for some bytes, and calls. */
    private static void full(int slackBytes, String call) {
        Object[] slack = {new byte[slackBytes]};
        FullHeap.fill();
        slack[0] = null;
        attempt(call);
    }

    /** To the end of the stack, and a call at each step of the way back up until one works. */
    private static boolean deep(String call, int depth) {
        boolean worked = false;
        try {
            worked = depth < Integer.MAX_VALUE && deep(call, depth + 1);
        } catch (StackOverflowError e) {
            // the end of the stack
        }
        return worked || attempt(call);
    }

    static void act(String call) {
        switch (call) {
            case "machine" -> check(Machine.pageSize() > 0 && Machine.memoryLimit() > 0);
            case "library" -> NativeLibrary.check();
            case "mode" -> check(Rseq.mode() != null);
            case "pop" -> check(Rseq.mode() == RseqMode.UNAVAILABLE || Sequences.pop(0, 0, 0) < 0);
            case "reason" -> check(!Rseq.reason().isEmpty());
            case "index" -> check(Rseq.indexHint() < Rseq.indexes());
            case "node" -> check(Rseq.nodeHint() >= 0);
            case "memory" -> {
                long address = VirtualMemory.reserve(Machine.pageSize());
                check(address > 0 && VirtualMemory.release(address, Machine.pageSize()) == 0);
            }
            case "zeroed" -> {
                MemorySegment memory = ZeroedMemory.allocate(Machine.pageSize());
                ZeroedMemory.purge(memory);
            }
            case "percpu" -> PerCpuCalls.link();
            case "fence" -> {
                if (Rseq.mode() != RseqMode.UNAVAILABLE) {
                    Rseq.fence();
                }
            }
            case "build" -> {
                NativeLibrary.check();
                if (Rseq.start()) {
                    Sequences.link();
                    check(Sequences.pop(0, 0, 0) < 0);
                }
                check(Rseq.mode() != null);
            }
            case "all" -> {
                for (String one : CALLS) {
                    act(one);
                }
            }
            default -> throw new IllegalArgumentException(call);
        }
    }

    static final String[] CALLS = {
        "machine", "library", "mode", "pop", "reason", "index", "node", "memory", "zeroed", "percpu", "fence", "build"
    };

    private static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}

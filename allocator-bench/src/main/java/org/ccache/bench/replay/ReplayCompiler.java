package org.ccache.bench.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ccache.bench.trace.Trace;

/** Makes a {@link ReplayProgram} of a trace, in one pass in recorded order. */
final class ReplayCompiler {
    private static final int LINE_SLOTS = 16; // two cache lines: processors fetch them in pairs

    private final Trace trace;
    private final int epochEvents;
    private final boolean oneThread;
    private final int[] releaser; // by block: the releasing thread, NONE if never released
    private final int[] owner; // by block: the acquiring thread
    private final int[] slotOf; // by block
    private final ThreadCode[] threads;
    private int sharedSlots;
    private int epoch;

    /** @param oneThread whether one thread does what all recorded ones did, in recorded order */
    ReplayCompiler(Trace trace, int epochEvents, boolean oneThread) {
        this.trace = trace;
        this.epochEvents = epochEvents;
        this.oneThread = oneThread;
        this.releaser = new int[trace.blocks()];
        this.owner = new int[trace.blocks()];
        this.slotOf = new int[trace.blocks()];
        this.threads = new ThreadCode[oneThread ? Math.min(1, trace.threads()) : trace.threads()];
        Arrays.fill(releaser, Trace.NONE);
        for (int event = 0; event < trace.events(); event++) {
            if (trace.released(event) != Trace.NONE) {
                releaser[trace.released(event)] = thread(event);
            }
        }
        Arrays.setAll(threads, ThreadCode::new);
    }

    ReplayProgram compile() {
        long liveBytes = 0;
        long peakBytes = 0;
        for (int event = 0; event < trace.events(); event++) {
            epoch = event / epochEvents;
            ThreadCode thread = threads[thread(event)];
            int acquired = trace.acquired(event);
            int released = trace.released(event);
            if (acquired != Trace.NONE) {
                owner[acquired] = thread.number;
                acquire(thread, acquired, released != Trace.NONE);
                liveBytes += trace.size(acquired);
                peakBytes = Math.max(peakBytes, liveBytes);
            }
            if (released != Trace.NONE) {
                release(thread, released, owner[released] != thread.number);
                liveBytes -= trace.size(released);
            }
        }
        epoch += 2; // begins when all threads have finished the last epoch of the trace
        int left = 0;
        for (int block = 0; block < trace.blocks(); block++) {
            if (releaser[block] == Trace.NONE) {
                release(threads[owner[block]], block, false);
                left++;
                if (oneThread && left % epochEvents == 0) {
                    epoch++; // nobody waits for it, and each is timed
                }
            }
        }
        List<ThreadProgram> programs = new ArrayList<>();
        for (ThreadCode thread : threads) {
            programs.add(thread.program());
        }
        return new ReplayProgram(trace, sharedSlots, peakBytes, programs);
    }

    private int thread(int event) {
        return oneThread ? 0 : trace.thread(event);
    }

    private void acquire(ThreadCode thread, int block, boolean moves) {
        boolean cross = releaser[block] != Trace.NONE && releaser[block] != thread.number;
        int slot = cross ? sharedSlot(thread) : thread.slot();
        slotOf[block] = slot;
        long flags = (cross ? ReplayCode.CROSS : 0) | (moves ? ReplayCode.MOVES : 0);
        thread.add(epoch, block, ReplayCode.encode(flags, slot, trace.size(block), trace.alignment(block)));
    }

    private void release(ThreadCode thread, int block, boolean cross) {
        int slot = slotOf[block];
        long flags = ReplayCode.RELEASE | (cross ? ReplayCode.CROSS : 0);
        thread.add(epoch, block, ReplayCode.encode(flags, slot, trace.size(block), 0));
        if (cross) {
            threads[owner[block]].freeShared.add(new FreeSlot(slot, epoch));
        } else {
            thread.freeSlots.push(slot);
        }
    }

    // Fresh ones come by the line, so that no two threads fill slots of one cache line.
    private int sharedSlot(ThreadCode thread) {
        FreeSlot oldest = thread.freeShared.peek();
        if (oldest == null || oldest.epoch > epoch - 2) {
            requireRoom(sharedSlots + LINE_SLOTS);
            for (int i = LINE_SLOTS - 1; i >= 0; i--) {
                thread.freeShared.addFirst(new FreeSlot(sharedSlots + i, -2));
            }
            sharedSlots += LINE_SLOTS;
        }
        return thread.freeShared.remove().slot;
    }

    private static int requireRoom(int slot) {
        if (slot >= ReplayCode.MAX_SLOTS) {
            throw new IllegalArgumentException("more than " + ReplayCode.MAX_SLOTS + " blocks live at a time");
        }
        return slot;
    }

    /** A shared slot and the epoch that releases it. */
    private record FreeSlot(int slot, int epoch) {}

    /** The steps of one thread as they grow. */
    private static final class ThreadCode {
        private final int number;
        private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>(); // last in, first out: warm in the cache
        private final ArrayDeque<FreeSlot> freeShared = new ArrayDeque<>(); // oldest release first
        private final ArrayList<Integer> segmentEpochs = new ArrayList<>();
        private final ArrayList<Integer> segmentEnds = new ArrayList<>();
        private long[] code = new long[1024];
        private int[] blocks = new int[1024];
        private int length;
        private int slots;

        ThreadCode(int number) {
            this.number = number;
        }

        int slot() {
            return freeSlots.isEmpty() ? requireRoom(slots++) : freeSlots.pop();
        }

        void add(int epoch, int block, long step) {
            if (segmentEpochs.isEmpty() || segmentEpochs.getLast() != epoch) {
                segmentEpochs.add(epoch);
                segmentEnds.add(length);
            }
            if (length == code.length) {
                code = Arrays.copyOf(code, 2 * length);
                blocks = Arrays.copyOf(blocks, 2 * length);
            }
            code[length] = step;
            blocks[length] = block;
            length++;
            segmentEnds.set(segmentEnds.size() - 1, length);
        }

        ThreadProgram program() {
            return new ThreadProgram(
                    number,
                    Arrays.copyOf(code, length),
                    Arrays.copyOf(blocks, length),
                    segmentEpochs.stream().mapToInt(Integer::intValue).toArray(),
                    segmentEnds.stream().mapToInt(Integer::intValue).toArray(),
                    slots);
        }
    }
}

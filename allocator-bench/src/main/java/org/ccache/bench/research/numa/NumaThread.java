package org.ccache.bench.research.numa;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.bench.machine.IdList;
import org.ccache.bench.machine.PageNodes;
import org.ccache.bench.machine.ThreadAffinity;
import org.ccache.bench.machine.Touch;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;

/** One thread of a run. Its figures are read after it has ended. */
final class NumaThread implements Runnable {
    private static final int[] SIZES = {64, 256, 1024, 4096};

    /** Blocks between two moves of a thread that is moved. */
    private static final int STAY = 64;

    private final NumaRun run;
    private final CcacheAllocator allocator;
    private final int number;
    private final SplittableRandom random;
    private final long[] blocks; // those that this thread holds now
    private final NodeCounts counts;

    // What was handed out in this round: the block, the index and the node of the thread.
    private final long[] addresses;
    private final int[] indexes;
    private final int[] nodes;
    private int seen;

    private long wrong;
    private Throwable failure;

    NumaThread(NumaRun run, int number, NodeCounts counts) {
        int count = run.settings().blocks();
        this.run = run;
        this.allocator = run.allocator();
        this.number = number;
        this.random = new SplittableRandom(run.settings().seed() + number);
        this.blocks = new long[count];
        this.counts = counts;
        this.addresses = new long[count];
        this.indexes = new int[count];
        this.nodes = new int[count];
    }

    @Override
    public void run() {
        try (PageNodes pages = new PageNodes(blocks.length)) {
            if (run.settings().placement() == Placement.PINNED) {
                pinTo(run.processor(number));
            }
            for (int round = 0; round < run.settings().rounds(); round++) {
                switch (run.settings().pattern()) {
                    case REFILL -> refill();
                    case CHURN -> churn();
                    case HAND_OVER -> handOver();
                }
                lookAt(pages);
            }
            freeAll();
        } catch (Throwable e) { // reported, with the others' figures
            failure = e;
            run.abandon();
        }
    }

    /** Where the thread is known to be, the hint must be right: a constant one would make every block look local. */
    private static void pinTo(int processor) throws IOException {
        ThreadAffinity.pin(processor);
        int node = IdList.nodeOf(processor);
        if (Rseq.mode() != RseqMode.UNAVAILABLE && Rseq.nodeHint() != node) {
            throw new IllegalStateException("the node hint on processor " + processor + " is " + Rseq.nodeHint()
                    + ", the processor is on node " + node);
        }
    }

    private void refill() throws IOException, InterruptedException, BrokenBarrierException {
        freeAll();
        run.awaitDrain();
        fill();
    }

    private void fill() throws IOException {
        for (int i = 0; i < blocks.length; i++) {
            hold(i, allocate(i));
        }
    }

    void hold(int slot, long block) {
        blocks[slot] = block;
    }

    private void churn() throws IOException {
        for (int i = 0; i < blocks.length; i++) {
            int slot = random.nextInt(blocks.length);
            free(slot);
            hold(slot, allocate(slot));
        }
    }

    private void handOver() throws IOException, InterruptedException, BrokenBarrierException {
        fill();
        run.awaitAll();
        NumaThread giver = run.giverTo(number);
        giver.freeAll();
        run.awaitAll(); // nobody fills anew what another one still frees
    }

    long allocate(int slot) throws IOException {
        if (run.settings().placement() == Placement.MOVED && slot % STAY == 0) {
            ThreadAffinity.pin(run.anyProcessor(random));
        }
        int index = Rseq.indexHint();
        int node = Rseq.nodeHint();
        long block = allocator.allocate(SIZES[random.nextInt(SIZES.length)]);
        if (index == Rseq.indexHint() && node == Rseq.nodeHint()) {
            addresses[seen] = block;
            indexes[seen] = Math.max(0, index); // -1: no sequences, one line for all
            nodes[seen] = node;
            seen++;
        } else {
            counts.countMoved();
        }
        Touch.putLong(block, stamp(block)); // from here on the block stands somewhere
        return block;
    }

    private static long stamp(long block) {
        return ~block;
    }

    private void free(int slot) {
        long block = blocks[slot];
        blocks[slot] = 0;
        if (block != 0) {
            if (Touch.getLong(block) != stamp(block)) {
                wrong++;
            }
            // Another owner at the same time would find this and not its stamp.
            Touch.putLong(block, 0);
            allocator.free(block);
        }
    }

    void freeAll() {
        for (int i = 0; i < blocks.length; i++) {
            free(i);
        }
    }

    private void lookAt(PageNodes pages) throws IOException {
        int[] stand = pages.of(addresses, seen);
        for (int i = 0; i < seen; i++) {
            if (stand[i] < 0) {
                counts.countAbsent();
            } else {
                counts.count(indexes[i], nodes[i], stand[i]);
            }
        }
        seen = 0;
    }

    NodeCounts counts() {
        return counts;
    }

    /** Blocks whose stamp was not there when they were freed. */
    long wrong() {
        return wrong;
    }

    /** Null if the thread came to its end. */
    Throwable failure() {
        return failure;
    }
}

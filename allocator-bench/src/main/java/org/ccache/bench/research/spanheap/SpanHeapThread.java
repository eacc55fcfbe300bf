package org.ccache.bench.research.spanheap;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ccache.bench.machine.Touch;

/**
 * One thread's work: cycles that allocate blocks of random classes, equally many bytes of each class, and free them in
 * random order, so that several spans go to and fro in each. The same seed gives the same work.
 */
final class SpanHeapThread {
    private static final int BYTES_OF_EACH_CLASS = 96 << 10;

    private final SpanHeap heap;
    private final int[] classes;
    private final int[] order;
    private final long[] blocks;
    private final HeapSpan[] spans;

    SpanHeapThread(SpanHeap heap, long seed) {
        this.heap = heap;
        int count = 0;
        for (int c = 0; c < SpanHeap.CLASSES; c++) {
            count += BYTES_OF_EACH_CLASS / SpanHeap.blockBytes(c);
        }
        classes = new int[count];
        order = new int[count];
        blocks = new long[count];
        spans = new HeapSpan[count];
        int filled = 0;
        for (int c = 0; c < SpanHeap.CLASSES; c++) {
            for (int i = 0; i < BYTES_OF_EACH_CLASS / SpanHeap.blockBytes(c); i++) {
                order[filled] = filled;
                classes[filled++] = c;
            }
        }
        RandomGenerator random = new SplittableRandom(seed);
        shuffle(classes, random);
        shuffle(order, random);
    }

    SpanHeap heap() {
        return heap;
    }

    /** Allocations and frees of a cycle. */
    int operations() {
        return 2 * classes.length;
    }

    /** @throws IllegalStateException if a block was handed out twice */
    void cycles(int count) {
        for (int i = 0; i < count; i++) {
            cycle();
        }
    }

    private void cycle() {
        for (int i = 0; i < classes.length; i++) {
            HeapSpan span = heap.span(classes[i]);
            long block = span.allocate();
            heap.allocated(classes[i], span);
            Touch.putLong(block, block ^ i);
            blocks[i] = block;
            spans[i] = span;
        }
        for (int i : order) {
            if (Touch.getLong(blocks[i]) != (blocks[i] ^ i)) {
                throw new IllegalStateException("a block was handed out twice");
            }
            heap.free(classes[i], spans[i], blocks[i]);
            spans[i] = null;
        }
    }

    private static void shuffle(int[] values, RandomGenerator random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }
}

package org.ccache.bench.trace;

import java.util.Arrays;
import java.util.BitSet;

/** Collects events in recorded order into a {@link Trace} and refuses those that make no sense. Not thread-safe. */
public final class TraceBuilder {
    /** Largest request a trace can hold: sizes above it are no allocation a replay could repeat. */
    public static final long MAX_SIZE = (1L << 34) - 1; // 16 GiB - 1

    /** Largest alignment, as a power of two. */
    public static final int MAX_ALIGNMENT_LOG2 = 30; // 1 GiB

    private static final byte NO_ALIGNMENT = -1;

    private final String program;
    private int events;
    private int blocks;
    private int threads;
    private byte[] ops = new byte[1024];
    private int[] threadOf = new int[1024];
    private int[] acquired = new int[1024];
    private int[] released = new int[1024];
    private long[] sizes = new long[1024];
    private byte[] alignments = new byte[1024];
    private final BitSet live = new BitSet();

    /** A builder without events; {@code program} says what was recorded. */
    public TraceBuilder(String program) {
        this.program = program;
    }

    /** Appends a {@code malloc} and returns the number of its block. */
    public int malloc(int thread, long size) {
        return append(TraceOp.MALLOC, thread, Trace.NONE, size, NO_ALIGNMENT);
    }

    /** Appends a {@code calloc} of {@code size} bytes in all and returns the number of its block. */
    public int calloc(int thread, long size) {
        return append(TraceOp.CALLOC, thread, Trace.NONE, size, NO_ALIGNMENT);
    }

    /** Appends an allocation with alignment 2<sup>{@code alignmentLog2}</sup> and returns the number of its block. */
    public int aligned(int thread, long size, int alignmentLog2) {
        if (alignmentLog2 < 0 || alignmentLog2 > MAX_ALIGNMENT_LOG2) {
            throw new IllegalArgumentException(
                    "alignment 2^" + alignmentLog2 + " is not in 2^0 to 2^" + MAX_ALIGNMENT_LOG2);
        }
        return append(TraceOp.ALIGNED, thread, Trace.NONE, size, (byte) alignmentLog2);
    }

    /** Appends a {@code free} of a live block. */
    public void free(int thread, int block) {
        append(TraceOp.FREE, thread, block, 0, NO_ALIGNMENT);
    }

    /** Appends a {@code realloc} of a live block and returns the number of the block it becomes. */
    public int realloc(int thread, int block, long size) {
        return append(TraceOp.REALLOC, thread, block, size, NO_ALIGNMENT);
    }

    private int append(TraceOp op, int thread, int release, long size, byte alignment) {
        if (thread < 0 || thread > threads) {
            throw new IllegalArgumentException(
                    "thread " + thread + " at event " + events + ": the next new thread has number " + threads);
        }
        if (op.releases() && (release < 0 || !live.get(release))) {
            throw new IllegalArgumentException("block " + release + " released at event " + events + " is not live");
        }
        if (op.acquires() && (size < 0 || size > MAX_SIZE)) {
            throw new IllegalArgumentException("size " + size + " at event " + events + " is not in 0 to " + MAX_SIZE);
        }
        growTo(events + 1);
        threads = Math.max(threads, thread + 1);
        ops[events] = op.code();
        threadOf[events] = thread;
        released[events] = release;
        acquired[events] = op.acquires() ? blocks : Trace.NONE;
        events++;
        if (op.releases()) {
            live.clear(release);
        }
        if (!op.acquires()) {
            return Trace.NONE;
        }
        sizes[blocks] = size;
        alignments[blocks] = alignment;
        live.set(blocks);
        return blocks++;
    }

    private void growTo(int capacity) {
        if (capacity > ops.length) {
            int grown = Math.max(capacity, ops.length * 2);
            ops = Arrays.copyOf(ops, grown);
            threadOf = Arrays.copyOf(threadOf, grown);
            acquired = Arrays.copyOf(acquired, grown);
            released = Arrays.copyOf(released, grown);
            sizes = Arrays.copyOf(sizes, grown);
            alignments = Arrays.copyOf(alignments, grown);
        }
    }

    /** Number of events so far. */
    public int events() {
        return events;
    }

    /** Number of threads so far; also the number the next new thread must have. */
    public int threads() {
        return threads;
    }

    /** Number of blocks so far. */
    public int blocks() {
        return blocks;
    }

    /** The trace of all events so far. The builder can go on. */
    public Trace build() {
        return new Trace(
                program,
                threads,
                Arrays.copyOf(ops, events),
                Arrays.copyOf(threadOf, events),
                Arrays.copyOf(acquired, events),
                Arrays.copyOf(released, events),
                Arrays.copyOf(sizes, blocks),
                Arrays.copyOf(alignments, blocks));
    }
}

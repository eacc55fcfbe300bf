package org.ccache.bench.trace;

/**
 * The allocations of one program run, as events in recorded order.
 *
 * <p>Blocks are numbered from 0 in the order they were acquired; a {@link TraceOp#REALLOC} releases one number and
 * acquires the next. Threads are numbered from 0 in the order of their first event. A trace is immutable and well
 * formed: every release names a block acquired earlier and not released since.
 */
public final class Trace {
    /** Stands for no block. */
    public static final int NONE = -1;

    private final String program;
    private final int threads;
    private final byte[] ops;
    private final int[] threadOf;
    private final int[] acquired;
    private final int[] released;
    private final long[] sizes;
    private final byte[] alignments;

    Trace(
            String program,
            int threads,
            byte[] ops,
            int[] threadOf,
            int[] acquired,
            int[] released,
            long[] sizes,
            byte[] alignments) {
        this.program = program;
        this.threads = threads;
        this.ops = ops;
        this.threadOf = threadOf;
        this.acquired = acquired;
        this.released = released;
        this.sizes = sizes;
        this.alignments = alignments;
    }

    /** What was recorded: the command, as given when the trace was written. */
    public String program() {
        return program;
    }

    /** Number of threads with at least one event. */
    public int threads() {
        return threads;
    }

    /** Number of events. */
    public int events() {
        return ops.length;
    }

    /** Number of blocks ever acquired. */
    public int blocks() {
        return sizes.length;
    }

    /** The operation of an event. */
    public TraceOp op(int event) {
        return TraceOp.of(ops[event]);
    }

    /** The thread of an event. */
    public int thread(int event) {
        return threadOf[event];
    }

    /** The block an event gives to the program, or {@link #NONE}. */
    public int acquired(int event) {
        return acquired[event];
    }

    /** The block an event takes from the program, or {@link #NONE}. */
    public int released(int event) {
        return released[event];
    }

    /** Requested bytes of a block; may be 0. */
    public long size(int block) {
        return sizes[block];
    }

    /** Requested alignment of a block in bytes, a power of two; 0 if the request named none. */
    public long alignment(int block) {
        return alignments[block] < 0 ? 0 : 1L << alignments[block];
    }

    @Override
    public String toString() {
        return program + " (" + events() + " events, " + threads + (threads == 1 ? " thread)" : " threads)");
    }
}

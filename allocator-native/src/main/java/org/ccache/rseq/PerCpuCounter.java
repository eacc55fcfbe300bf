package org.ccache.rseq;

import java.lang.foreign.ValueLayout;

/**
 * A counter that threads of all processors add to without an atomic instruction: a word for each index, and the sum
 * of them.
 *
 * <p>Memory: 128 bytes for each index that counts, however many threads there are
 * ({@link java.util.concurrent.atomic.LongAdder} has the same bound, but reaches it by collisions). Several counters
 * may share a {@link PerCpuMemory}, 8 bytes each. Thread-safe. Errors of {@link PerCpuMemory}.
 */
public final class PerCpuCounter implements AutoCloseable {
    private final PerCpuMemory memory;
    private final long offset;
    private final boolean owner;

    private PerCpuCounter(PerCpuMemory memory, long offset, boolean owner) {
        memory.at(offset);
        this.memory = memory;
        this.offset = offset;
        this.owner = owner;
    }

    /** A counter at zero, in memory of its own. */
    public static PerCpuCounter create() {
        return new PerCpuCounter(PerCpuMemory.allocate(Long.BYTES), 0, true);
    }

    /** The word at an offset of the user's memory as a counter. */
    public static PerCpuCounter of(PerCpuMemory memory, long offset) {
        return new PerCpuCounter(memory, offset, false);
    }

    public void add(long delta) {
        memory.add(offset, delta);
    }

    public void increment() {
        memory.add(offset, 1);
    }

    public void decrement() {
        memory.add(offset, -1);
    }

    /** Exact if nobody adds meanwhile; else each index's part is of some moment of the call. */
    public long sum() {
        return memory.sum(offset);
    }

    /** Sets to zero. What is added meanwhile is either gone or counted, in whole. */
    public void reset() {
        sumThenReset();
    }

    /**
     * The sum at one moment, at which the counter is set to zero: nothing is lost, nothing counted twice. Stops all
     * indexes for it, which costs a fence of 1 to 100 microseconds.
     */
    public long sumThenReset() {
        long[] sum = new long[1];
        memory.exclusively((words, index) -> {
            sum[0] += words.get(ValueLayout.JAVA_LONG, offset);
            words.set(ValueLayout.JAVA_LONG, offset, 0);
        });
        return sum[0];
    }

    /** Gives the memory back, if it is the counter's own; see {@link PerCpuMemory#close}. */
    @Override
    public void close() {
        if (owner) {
            memory.close();
        }
    }
}

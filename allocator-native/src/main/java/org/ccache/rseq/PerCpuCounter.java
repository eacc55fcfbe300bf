package org.ccache.rseq;

import org.ccache.rseq.space.Space;
import org.ccache.rseq.space.StoppedWork;
import org.ccache.rseq.space.Words;

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

    /** What a {@link #sumThenReset} has taken that did not come to its end. Written with all indexes stopped. */
    private volatile long taken;

    private PerCpuCounter(PerCpuMemory memory, long offset, boolean owner) {
        memory.at(offset); // or an exception
        this.memory = memory;
        this.offset = offset;
        this.owner = owner;
    }

    /** {@return a counter at zero, in memory of its own} */
    public static PerCpuCounter create() {
        return new PerCpuCounter(PerCpuMemory.allocate(Long.BYTES), 0, true);
    }

    /**
     * A counter in memory of the user's, which goes on from what the word holds.
     *
     * @param memory that {@link #close} leaves open
     * @param offset of the word that counts
     * @return the word as a counter
     */
    public static PerCpuCounter of(PerCpuMemory memory, long offset) {
        return new PerCpuCounter(memory, offset, false);
    }

    /**
     * Adds on the calling thread's index. The sum wraps around as {@code long} does.
     *
     * @param delta of either sign
     */
    public void add(long delta) {
        memory.add(offset, delta);
    }

    /** Adds 1. */
    public void increment() {
        memory.add(offset, 1);
    }

    /** Adds -1. */
    public void decrement() {
        memory.add(offset, -1);
    }

    /**
     * {@return the sum over all indexes} Exact if nobody adds meanwhile; else each index's part is of some moment of
     * the call.
     */
    public long sum() {
        return memory.sum(offset) + taken;
    }

    /** Sets to zero. What is added meanwhile is either gone or counted, in whole. */
    public void reset() {
        sumThenReset();
    }

    /**
     * The sum at one moment, at which the counter is set to zero: nothing is lost, nothing counted twice. Stops all
     * indexes for it, which costs a fence of 1 to 100 microseconds.
     *
     * <p>If it throws, an error too, nothing is lost either: what it has taken by then counts as this counter's still,
     * though {@link PerCpuMemory#sum} does not see it any more.
     *
     * @return the sum that was there
     */
    public long sumThenReset() {
        Taking taking = new Taking();
        memory.space().exclusively(taking);
        return taking.sum;
    }

    /** What is added up in a local is given either to the caller or back to the counter, by stores that cannot fail. */
    private final class Taking implements StoppedWork {
        private long sum;

        @Override
        public void run(int from, int to) {
            Space space = memory.space();
            long at = memory.at(offset);
            long all = taken;
            boolean complete = false;
            try {
                for (int index = from; index < to; index++) {
                    long word = space.region(index) + at;
                    long value = Words.get(space.memory(), word);
                    Words.set(space.memory(), word, 0);
                    all += value; // after the store: if that failed, the value is still there
                }
                complete = true;
            } finally {
                taken = complete ? 0 : all;
            }
            sum = all;
        }
    }

    /** Gives the memory back, if it is the counter's own; see {@link PerCpuMemory#close}. */
    @Override
    public void close() {
        if (owner) {
            memory.close();
        }
    }
}

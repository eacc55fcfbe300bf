package org.ccache.rseq;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import org.ccache.layout.SpaceLayout;
import org.ccache.rseq.space.Operations;
import org.ccache.rseq.space.Space;
import org.ccache.rseq.space.StoppedWork;
import org.ccache.rseq.space.Words;
import org.ccache.sequence.PerCpuCalls;

/**
 * Off-heap words of which each index has its own copy, and the operations on the copy of the calling thread's index.
 *
 * <p>An operation is one native restartable sequence: index, load and store happen without a lock and without an
 * atomic instruction, and start again if the thread loses its processor in their midst. So no two operations on one
 * copy mix, and copies of two indexes share no cache line (128 bytes apart). Which index it was is not told: it is
 * stale at once. Where sequences are unavailable ({@link Rseq#mode}) the same operations run in Java under a lock for
 * each index, the index then being drawn from the thread's number.
 *
 * <p>Words are 64 bit, at offsets in bytes from 0 to {@link #bytesPerIndex}, multiples of 8; new ones are zero.
 * Memory: that of {@link Rseq#indexes} copies, but a page is taken from the system only when an index that runs first
 * writes there.
 *
 * <p><b>Progress.</b> An operation whose sequence commits waits for nobody, and a thread that is stopped within one
 * holds up nobody: it is the one that starts again. In these cases it waits or costs more:
 * <ul>
 *   <li>The first operation that meets an index opens its copy, under a lock for the whole memory.
 *   <li>While an index is stopped by {@link #exclusively} its operations wait, by that lock, until the action has
 *   returned.
 *   <li>A sequence that was aborted 64 times within one call (by single-stepping, for instance), or that has no index,
 *       is done in Java with a copy stopped, under that lock, which costs a fence of 1 to 100 microseconds.
 *   <li>Where sequences are unavailable operations on one copy exclude each other: they wait while another one is
 *       within, also if its thread has lost its processor.
 * </ul>
 *
 * <p>Whoever waits spins, then yields, then sleeps a little, in no order; a virtual thread leaves its carrier.
 * Interrupts have no effect and are kept.
 *
 * <p><b>After an error</b>, a {@link StackOverflowError} or {@link OutOfMemoryError}, everything goes on: no lock is
 * kept, no index stays stopped. The call has had no effect, with one exception: an operation by a sequence that ends
 * with a {@link StackOverflowError} may have been done, if it was not yet compiled together with what it calls. What
 * must not be in doubt belongs elsewhere than on the last kilobyte of a stack.
 *
 * <p><b>Errors</b> of all operations: {@link IndexOutOfBoundsException} for an offset outside,
 * {@link IllegalArgumentException} for one that is no multiple of 8, {@link IllegalStateException} after
 * {@link #close} and for an operation within {@link #exclusively}. Thread-safe, from platform and virtual threads.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/rseq.html">Restartable sequences, kernel documentation</a>
 */
public final class PerCpuMemory implements AutoCloseable {
    private final long bytes;
    private final Space space;

    /** For {@link Rehearsal} too. */
    PerCpuMemory(long bytes) {
        this.bytes = bytes;
        this.space = new Space(SpaceLayout.WORDS + bytes, 0);
    }

    /**
     * New memory, all zero.
     *
     * @param bytesPerIndex wanted for each index; rounded up to a multiple of 8
     * @return the memory, which lives until {@link #close}
     * @throws IllegalArgumentException if not positive, or more than the machine can map
     * @throws OutOfMemoryError if the system has no room for it
     */
    public static PerCpuMemory allocate(long bytesPerIndex) {
        if (bytesPerIndex <= 0 || bytesPerIndex > Long.MAX_VALUE - 1024) {
            throw new IllegalArgumentException(bytesPerIndex + " bytes for each index");
        }
        Rehearsal.ensure();
        return new PerCpuMemory(bytesPerIndex + 7 & -8L);
    }

    /** {@return the first offset that is not a word's} */
    public long bytesPerIndex() {
        return bytes;
    }

    /** {@return the number of copies} */
    public int indexes() {
        return space.limit();
    }

    /**
     * Adds to the word of the calling thread's index. Wraps around as {@code long} does.
     *
     * @param offset of the word
     * @param delta of either sign
     */
    public void add(long offset, long delta) {
        long at = at(offset);
        try {
            long result = PerCpuCalls.add(space.base(), at, delta);
            if (result < 0) {
                space.settle(result, Operations.ADD, at, delta, 0, null);
            }
        } finally {
            Reference.reachabilityFence(space);
        }
    }

    /**
     * Stores into the word of the calling thread's index if it is as expected. Release: whoever reads the value by
     * {@link #get} sees what this thread wrote before.
     *
     * @param offset of the word
     * @param expected what the word must hold
     * @param value stored then
     * @return whether it was, and is stored
     */
    public boolean compareAndStore(long offset, long expected, long value) {
        long at = at(offset);
        try {
            long result = PerCpuCalls.compareStore(space.base(), at, expected, value);
            if (result < 0 && result != SpaceLayout.DIFFERENT) {
                result = space.settle(result, Operations.COMPARE_STORE, at, expected, value, null);
            }
            return result >= 0;
        } finally {
            Reference.reachabilityFence(space);
        }
    }

    /**
     * Reads by an acquire, from any thread; the index's own threads may write meanwhile.
     *
     * @param index whose copy is read
     * @param offset of the word
     * @return the word as it is now
     */
    public long get(int index, long offset) {
        long at = at(offset);
        Objects.checkIndex(index, space.limit());
        long value = Words.getAcquire(space.memory(), space.region(index) + at);
        space.requireUsable(); // afterwards: a close that came first has zeroed the word
        return value;
    }

    /**
     * Sum of the word over all indexes. Exact if nobody writes meanwhile; else each index counts as it was at some
     * moment of the call, as with {@link java.util.concurrent.atomic.LongAdder#sum}.
     *
     * @param offset of the word
     * @return the sum, which wraps around as {@code long} does
     */
    public long sum(long offset) {
        long at = at(offset);
        long sum = 0;
        for (int index = 0; index < space.opened(); index++) {
            sum += Words.getAcquire(space.memory(), space.region(index) + at);
        }
        space.requireUsable(); // afterwards: a close that came first has zeroed the words
        return sum;
    }

    /**
     * Stops an index's copy and hands it over: nobody else reads or writes it until the action returns; operations of
     * its threads wait. The action sees all that was done before, and what follows sees all that the action wrote.
     *
     * @param <T> what the action makes of the words
     * @param index whose copy is handed over
     * @param action given the copy's words; it must be brief and must not use this memory otherwise. Within another
     *      memory's action only in an order that all threads keep, as with any two locks. After close the segment reads
     *      as zero
     * @return what the action returns
     * @throws IndexOutOfBoundsException if there is no such index
     * @throws IllegalStateException also if the kernel refuses the fence
     */
    public <T> T exclusively(int index, Function<MemorySegment, T> action) {
        Objects.checkIndex(index, space.limit());
        One<T> one = new One<>(Objects.requireNonNull(action));
        space.exclusively(index, one);
        return one.result;
    }

    private final class One<T> implements StoppedWork {
        private final Function<MemorySegment, T> action;
        private T result;

        One(Function<MemorySegment, T> action) {
            this.action = action;
        }

        @Override
        public void run(int from, int to) {
            result = action.apply(words(from));
        }
    }

    /**
     * As {@link #exclusively(int, Function)} on each copy that was ever in use, one after the other, all of them
     * stopped before the first: one moment of the whole.
     *
     * @param action given the copy's words and its index
     */
    public void exclusively(ObjIntConsumer<MemorySegment> action) {
        space.exclusively(new Each(Objects.requireNonNull(action)));
    }

    private final class Each implements StoppedWork {
        private final ObjIntConsumer<MemorySegment> action;

        Each(ObjIntConsumer<MemorySegment> action) {
            this.action = action;
        }

        @Override
        public void run(int from, int to) {
            for (int index = from; index < to; index++) {
                action.accept(words(index), index);
            }
        }
    }

    private MemorySegment words(int index) {
        return space.memory().asSlice(space.region(index) + SpaceLayout.WORDS, bytes);
    }

    /** {@return how often sequences on this memory were aborted: by preemption, migration, signals and stops} */
    public long aborts() {
        return space.aborts();
    }

    /**
     * Refuses every call from now on and gives the memory back to the system. Calls that are running either take
     * effect before or are refused; none touches memory that is not there. Waits for an exclusive action that has
     * begun. The address range is given back when this object is unreachable, and so is everything if it is never
     * closed. Closing again does nothing, but to end what an error has cut short.
     *
     * @throws IllegalStateException from within {@link #exclusively}
     */
    @Override
    public void close() {
        space.close();
    }

    /** The offset in the region of a word of the user's. */
    long at(long offset) {
        if ((offset & Long.BYTES - 1) != 0) {
            throw new IllegalArgumentException("offset " + offset + " is no multiple of 8");
        }
        return Objects.checkFromIndexSize(offset, Long.BYTES, bytes) + SpaceLayout.WORDS;
    }

    /** The offset in the region of a range of bytes. */
    long at(long offset, long length) {
        return Objects.checkFromIndexSize(offset, length, bytes) + SpaceLayout.WORDS;
    }

    Space space() {
        return space;
    }
}

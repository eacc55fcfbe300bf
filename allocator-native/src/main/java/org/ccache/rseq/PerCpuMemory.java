package org.ccache.rseq;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import org.ccache.os.PerCpuCalls;
import org.ccache.os.SpaceLayout;
import org.ccache.rseq.space.PlainOperations;
import org.ccache.rseq.space.Space;
import org.ccache.rseq.space.Words;

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
 * <p><b>Progress.</b> A sequence that was aborted 64 times within one call (by single-stepping, for instance), or
 * that has no index, is done in Java with the region stopped, which costs a fence of 1 to 100 microseconds.
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

    private PerCpuMemory(long bytes) {
        this.bytes = bytes;
        this.space = new Space(SpaceLayout.WORDS + bytes, 0);
    }

    /**
     * New memory, all zero.
     *
     * @param bytesPerIndex wanted for each index; rounded up to a multiple of 8
     * @throws IllegalArgumentException if not positive, or more than the machine can map
     * @throws OutOfMemoryError if the system has no room for it
     */
    public static PerCpuMemory allocate(long bytesPerIndex) {
        if (bytesPerIndex <= 0 || bytesPerIndex > Long.MAX_VALUE - 1024) {
            throw new IllegalArgumentException(bytesPerIndex + " bytes for each index");
        }
        return new PerCpuMemory(bytesPerIndex + 7 & -8L);
    }

    /** The first offset that is not a word's. */
    public long bytesPerIndex() {
        return bytes;
    }

    /** Number of copies. */
    public int indexes() {
        return Space.LIMIT;
    }

    /** Adds to the word of the calling thread's index. Wraps around as {@code long} does. */
    public void add(long offset, long delta) {
        long at = at(offset);
        try {
            long result = PerCpuCalls.add(space.base(), at, delta);
            if (result < 0) {
                space.settle(
                        result,
                        () -> PerCpuCalls.add(space.base(), at, delta),
                        region -> PlainOperations.add(space.memory(), region + at, delta));
            }
        } finally {
            Reference.reachabilityFence(space);
        }
    }

    /**
     * Stores into the word of the calling thread's index if it is as expected. Release: whoever reads the value by
     * {@link #get} sees what this thread wrote before.
     *
     * @return whether it was, and is stored
     */
    public boolean compareAndStore(long offset, long expected, long value) {
        long at = at(offset);
        try {
            long result = PerCpuCalls.compareStore(space.base(), at, expected, value);
            if (result < 0 && result != SpaceLayout.DIFFERENT) {
                result = space.settle(
                        result,
                        () -> PerCpuCalls.compareStore(space.base(), at, expected, value),
                        region -> PlainOperations.compareStore(space.memory(), region + at, expected, value));
            }
            return result >= 0;
        } finally {
            Reference.reachabilityFence(space);
        }
    }

    /** The word of an index as it is now, by an acquire; its owner may write it meanwhile. */
    public long get(int index, long offset) {
        long at = at(offset);
        Objects.checkIndex(index, Space.LIMIT);
        long value = Words.getAcquire(space.memory(), space.region(index) + at);
        space.requireUsable(); // afterwards: a close that came first has zeroed the word
        return value;
    }

    /**
     * Sum of the word over all indexes. Exact if nobody writes meanwhile; else each index counts as it was at some
     * moment of the call, as with {@link java.util.concurrent.atomic.LongAdder#sum}.
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
     * @param action given the copy's words; it must be brief and must not use this memory otherwise. Within another
     *      memory's action only in an order that all threads keep, as with any two locks. After close the segment reads
     *      as zero
     * @return what the action returns
     * @throws IndexOutOfBoundsException if there is no such index
     * @throws IllegalStateException also if the kernel refuses the fence
     */
    public <T> T exclusively(int index, Function<MemorySegment, T> action) {
        Objects.checkIndex(index, Space.LIMIT);
        Object[] result = new Object[1];
        space.exclusively(index, region -> {
            result[0] = action.apply(words(region));
            return 0;
        });
        @SuppressWarnings("unchecked") // what the action has just returned
        T returned = (T) result[0];
        return returned;
    }

    /**
     * As {@link #exclusively(int, Function)} on each copy that was ever in use, one after the other, all of them
     * stopped before the first: one moment of the whole.
     *
     * @param action given the copy's words and its index
     */
    public void exclusively(ObjIntConsumer<MemorySegment> action) {
        int[] index = new int[1];
        space.exclusively((long region) -> action.accept(words(region), index[0]++));
    }

    private MemorySegment words(long region) {
        return space.memory().asSlice(region + SpaceLayout.WORDS, bytes);
    }

    /** How often sequences on this memory were aborted: by preemption, migration, signals and stops. */
    public long aborts() {
        return space.aborts();
    }

    /**
     * Refuses every call from now on and gives the memory back to the system. Calls that are running either take
     * effect before or are refused; none touches memory that is not there. The address range is given back when this
     * object is unreachable, and so is everything if it is never closed. Closing again does nothing.
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

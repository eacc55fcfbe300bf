package org.ccache.rseq.space;

import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.ccache.os.Machine;
import org.ccache.os.RegionLayout;
import org.ccache.os.RemoteFence;
import org.ccache.os.RseqChoice;
import org.ccache.os.SpaceLayout;
import org.ccache.os.ZeroedMemory;

/**
 * One mapping with a region for each index, and the states that say who may touch a region.
 *
 * <pre>
 *   CLOSED --open--> OPEN --stop, fence--> STOPPED --start--> OPEN
 *   close: all STOPPED, fence, pages given back: CLOSED
 * </pre>
 *
 * <p>While OPEN only sequences of threads that run with the index touch it, or, where there are no sequences, whoever
 * holds the region's lock. While STOPPED only the thread that stopped it, which holds the monitor. Untouched regions
 * are CLOSED and cost no memory; the first sequence that is refused opens its own.
 *
 * <p>Without the fence between STOPPED and the first access: T has read OPEN and is about to commit; the stopper
 * writes the words; T commits over them. The fence makes T start again and read STOPPED.
 *
 * <p><b>After close nothing is lost and nothing unmapped is touched.</b> Close stops every region and fences, so that
 * no sequence is past its test of the state, and none gets past it again: it reads STOPPED, or CLOSED once the pages
 * are given back, and only {@link #open} would change that, which refuses. What still happens are reads of the state,
 * which are zero, and the count of an abort, which costs a page. The address range and the words below the base stay
 * until the segment is unreachable; each call keeps it reachable to its end.
 *
 * <p>Thread-safe.
 */
public final class Space {
    /** Number of regions: that of the indexes. */
    public static final int LIMIT = Machine.possibleCpus();

    /** As much as the native side multiplies and this machine maps: 64 TiB of address space in all. */
    private static final long MOST_BYTES = 1L << 46;

    private static final long MOST_STRIDE = (1L << 40) - SpaceLayout.STRIDE_UNIT;

    private final MemorySegment memory;
    private final long first; // offset of the first region in the memory: a page, for the words below it
    private final long base; // its address
    private final long stride;

    private final Object monitor = new Object();
    private boolean stopping; // a stopper is at work, and it is this thread; guarded by the monitor
    private volatile boolean closed; // written under the monitor
    private volatile int opened; // all regions that are not CLOSED are below; written under the monitor

    /**
     * A new one.
     *
     * @param regionBytes of one region, its first {@link SpaceLayout#WORDS} bytes included
     * @param capacity of a ring's data in bytes, 0 if the regions are none
     * @throws IllegalArgumentException if that is more than can be mapped
     * @throws OutOfMemoryError if the system has no room for it
     */
    public Space(long regionBytes, long capacity) {
        if (regionBytes > MOST_STRIDE) {
            throw new IllegalArgumentException(regionBytes + " bytes for each index are too many");
        }
        stride = roundUp(regionBytes, SpaceLayout.STRIDE_UNIT);
        first = Machine.pageSize();
        long bytes = roundUp(first + LIMIT * stride, Machine.pageSize());
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException(regionBytes + " bytes for each of " + LIMIT + " indexes are too many");
        }
        memory = ZeroedMemory.allocate(bytes);
        base = memory.address() + first;
        Words.set(memory, first + SpaceLayout.LIMIT, LIMIT);
        Words.set(memory, first + SpaceLayout.STRIDE, stride);
        Words.set(memory, first + SpaceLayout.CAPACITY, capacity);
    }

    private static long roundUp(long bytes, long unit) {
        return (bytes + unit - 1) / unit * unit;
    }

    /** The whole mapping. */
    public MemorySegment memory() {
        return memory;
    }

    /** Address of the first region, for sequences. */
    public long base() {
        return base;
    }

    /** Offset of a region in the memory. */
    public long region(int index) {
        return first + index * stride;
    }

    /** Regions from this one on have never been opened. */
    public int opened() {
        return opened;
    }

    public boolean closed() {
        return closed;
    }

    /**
     * Refuses after close.
     *
     * @throws IllegalStateException if closed
     */
    public void requireUsable() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }

    /**
     * Brings a call to its end that a sequence has refused for another reason than the region's content: opens a
     * closed region, waits for whoever stopped it, and, where sequences come to nothing, does the work in Java.
     * Progress is so guaranteed for a thread whose sequences are aborted time and again, by a debugger for example,
     * and for one without an index.
     *
     * @param refused the result so far
     * @param sequence the call again
     * @param plain the same work in plain Java on a region, given by its offset in the memory
     * @return the first result that is final
     * @throws IllegalStateException if closed, or from within {@link #exclusively} on a region that the thread itself
     *      stopped
     */
    public long settle(long refused, LongSupplier sequence, LongUnaryOperator plain) {
        long result = refused;
        while (result < 0) {
            switch (RegionLayout.code(result)) {
                case RegionLayout.RESULT_NOT_OPEN -> {
                    open(RegionLayout.index(result));
                    result = sequence.getAsLong();
                }
                case RegionLayout.RESULT_ABORTED -> {
                    return exclusively(Math.clamp(RseqChoice.index(), 0, LIMIT - 1), plain);
                }
                case RegionLayout.RESULT_BAD_INDEX -> {
                    return RseqChoice.usable() ? exclusively(stripe(), plain) : locked(stripe(), plain);
                }
                default -> {
                    return result;
                }
            }
        }
        return result;
    }

    /** The index of a thread that the kernel gives none. */
    private static int stripe() {
        return (int) (Thread.currentThread().threadId() % LIMIT);
    }

    private long locked(int index, LongUnaryOperator plain) {
        long region = region(index);
        for (int attempt = 0; ; attempt++) {
            if (state(region) != RegionLayout.STATE_OPEN) {
                open(index);
            } else if (RegionLock.tryAcquire(memory, region)) {
                try {
                    // Again: a stopper writes the state first and then takes the lock.
                    if (state(region) == RegionLayout.STATE_OPEN) {
                        return plain.applyAsLong(region);
                    }
                } finally {
                    RegionLock.release(memory, region);
                }
            } else {
                RegionLock.pause(attempt);
            }
        }
    }

    /** Opens a closed region; waits, by the monitor, for whoever has stopped it. */
    private void open(int index) {
        synchronized (monitor) {
            requireUsable();
            requireNotStopping();
            opened = Math.max(opened, index + 1); // before the region can have content: who sums misses none
            start(region(index));
        }
    }

    /**
     * Stops a region, works on it alone and starts it again; a closed one is opened so.
     *
     * @param action given the region's offset in the memory
     * @throws IllegalStateException if closed, from within another such action, or if the kernel refuses the fence
     */
    public long exclusively(int index, LongUnaryOperator action) {
        synchronized (monitor) {
            requireUsable();
            requireNotStopping();
            opened = Math.max(opened, index + 1);
            long[] result = new long[1];
            stopped(index, index + 1, region -> result[0] = action.applyAsLong(region));
            return result[0];
        }
    }

    /** As the other, on every region that was ever opened: all are stopped before the action sees the first. */
    public void exclusively(LongConsumer action) {
        synchronized (monitor) {
            requireUsable();
            requireNotStopping();
            stopped(0, opened, action);
        }
    }

    private void stopped(int from, int to, LongConsumer action) {
        stopping = true;
        int held = from; // locks taken
        try {
            stop(from, to);
            for (; held < to && !RseqChoice.usable(); held++) {
                RegionLock.acquire(memory, region(held));
            }
            for (int index = from; index < to; index++) {
                action.accept(region(index));
            }
        } finally {
            for (int index = from; index < to; index++) {
                start(region(index));
            }
            for (int index = from; index < held; index++) {
                RegionLock.release(memory, region(index));
            }
            stopping = false;
        }
    }

    private void stop(int from, int to) {
        for (int index = from; index < to; index++) {
            Words.setIntRelease(memory, region(index) + SpaceLayout.STATE, RegionLayout.STATE_STOPPED);
        }
        if (RseqChoice.usable()) {
            RemoteFence.fence();
        }
    }

    /** The release is the partner of the sequences' acquire of the state: an owner sees what the stopper wrote. */
    private void start(long region) {
        Words.setIntRelease(memory, region + SpaceLayout.STATE, RegionLayout.STATE_OPEN);
    }

    private int state(long region) {
        return Words.getIntAcquire(memory, region + SpaceLayout.STATE);
    }

    private void requireNotStopping() {
        if (stopping) {
            throw new IllegalStateException("from within an exclusive action on the same memory");
        }
    }

    /**
     * Aborts of all sequences on this memory, as counted so far.
     *
     * @throws IllegalStateException if closed
     */
    public long aborts() {
        long sum = 0;
        for (int index = 0; index < opened; index++) {
            sum += Words.getOpaque(memory, region(index) + SpaceLayout.ABORTS);
        }
        requireUsable(); // afterwards: a close that came first has zeroed the counts
        return sum;
    }

    /**
     * Refuses from now on and gives the memory back; see the class. Again: nothing.
     *
     * @throws IllegalStateException from within an exclusive action
     */
    public void close() {
        synchronized (monitor) {
            if (closed) {
                return;
            }
            requireNotStopping();
            closed = true;
            try {
                stop(0, opened);
            } catch (IllegalStateException e) {
                return; // no fence: a sequence may still be inside, so the pages stay until nobody can be
            }
            for (int index = 0; index < opened && !RseqChoice.usable(); index++) {
                RegionLock.acquire(memory, region(index)); // whoever is inside ends; who comes later reads STOPPED
                RegionLock.release(memory, region(index));
            }
            if (opened > 0) { // nobody has written to the regions above
                ZeroedMemory.purge(memory.asSlice(first, roundUp(opened * stride, Machine.pageSize())));
            }
        }
    }
}

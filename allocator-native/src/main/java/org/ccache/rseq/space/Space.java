package org.ccache.rseq.space;

import java.lang.foreign.MemorySegment;
import org.ccache.layout.RegionLayout;
import org.ccache.layout.SpaceLayout;
import org.ccache.os.Machine;
import org.ccache.os.ZeroedMemory;
import org.ccache.sequence.RegionStates;
import org.ccache.sequence.RemoteFence;
import org.ccache.sequence.RseqChoice;
import org.ccache.sequence.Sequences;
import org.ccache.sync.ShortLock;
import org.ccache.sync.StackHeadroom;

/**
 * One mapping with a region for each index. Who may touch a region when stands in {@link RegionStates}; here is what is
 * done with regions, and how that is waited for.
 *
 * <p>Where there are no sequences, whoever holds an OPEN region's lock touches it. Untouched regions are CLOSED and
 * cost no memory; the first sequence that is refused opens its own.
 *
 * <p><b>Whatever is thrown, nobody is kept out.</b> Whoever opens, stops or closes regions holds one lock, and the
 * lock, as those of regions, is left by a store to a field. That is no call, so it needs no stack that may not be
 * there. A region that an error leaves STOPPED is one that the next thread refused there opens, as a CLOSED one: it has
 * the lock then, so nobody is stopping. So nothing depends on the regions being started again in the error's wake.
 *
 * <p><b>No virtual thread leaves its carrier with the lock held</b>, unless the user's action parks: what waits for the
 * self test has waited before, and nothing inside parks. So the holder comes to its end without needing a carrier that
 * a waiter has.
 *
 * <p><b>After close nothing is lost and nothing unmapped is touched.</b> Close stops every region and fences, so that
 * no sequence is past its test of the state, and none gets past it again: it reads STOPPED, or CLOSED once the pages
 * are given back, and only opening would change that, which is refused. What still happens are reads of the state,
 * which are zero, and the count of an abort, which costs a page. The address range and the words below the base stay
 * until the segment is unreachable; each call keeps it reachable to its end.
 *
 * <p>Thread-safe.
 */
public final class Space extends RegionStates {
    /** As much as the native side multiplies and this machine maps: 64 TiB of address space in all. */
    private static final long MOST_BYTES = 1L << 46;

    private static final long MOST_STRIDE = (1L << 40) - SpaceLayout.STRIDE_UNIT;

    private static volatile boolean fenced; // in this process, once: nobody waits for the self test any more

    private final MemorySegment memory;
    private final long first; // offset of the first region in the memory: a page, for the words below it
    private final long base; // its address
    private final long stride;
    private final long capacity;
    private final int limit;
    private final RegionLock[] locks; // of the regions, where there are no sequences; else null

    private final RegionLock lock = new RegionLock(); // of whoever opens, stops or closes regions
    private boolean purged; // guarded by the lock
    private volatile int opened; // all regions that are not CLOSED are below; written with the lock held

    /**
     * A new one.
     *
     * @param regionBytes of one region, its first {@link SpaceLayout#WORDS} bytes included
     * @param capacity of a ring's data in bytes, 0 if the regions are none
     * @throws IllegalArgumentException if that is more than can be mapped
     * @throws OutOfMemoryError if the system has no room for it
     */
    public Space(long regionBytes, long capacity) {
        super("closed");
        Linking.link();
        if (regionBytes > MOST_STRIDE) {
            throw new IllegalArgumentException(regionBytes + " bytes for each index are too many");
        }
        this.capacity = capacity;
        limit = Machine.possibleCpus();
        stride = roundUp(regionBytes, SpaceLayout.STRIDE_UNIT);
        first = Machine.pageSize();
        long bytes = roundUp(first + limit * stride, Machine.pageSize());
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException(regionBytes + " bytes for each of " + limit + " indexes are too many");
        }
        locks = RseqChoice.usable() ? null : locks(limit);
        memory = ZeroedMemory.allocate(bytes);
        base = memory.address() + first;
        Words.set(memory, first + SpaceLayout.LIMIT, limit);
        Words.set(memory, first + SpaceLayout.STRIDE, stride);
        Words.set(memory, first + SpaceLayout.CAPACITY, capacity);
    }

    private static RegionLock[] locks(int count) {
        RegionLock[] locks = new RegionLock[count];
        for (int index = 0; index < count; index++) {
            locks[index] = new RegionLock();
        }
        return locks;
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

    /** Number of regions: that of the indexes. */
    public int limit() {
        return limit;
    }

    /** Of a ring's data in bytes. */
    long capacity() {
        return capacity;
    }

    /** Regions from this one on have never been opened. */
    public int opened() {
        return opened;
    }

    @Override
    protected int state(int index) {
        return state(region(index));
    }

    @Override
    protected void state(int index, int state) {
        Words.setIntRelease(memory, region(index) + SpaceLayout.STATE, state);
    }

    /**
     * Before the region can have content: who sums misses none. An error may leave it too large, which costs who sums a
     * look.
     */
    @Override
    protected void prepare(int index) {
        opened = Math.max(opened, index + 1);
    }

    /** Without sequences the locks of the regions are what keeps others out. */
    @Override
    protected void fence() {
        if (locks == null) {
            super.fence();
        }
    }

    /**
     * Brings a call to its end that a sequence has refused for another reason than the region's content: opens a
     * closed region, waits for whoever stopped it, and, where sequences come to nothing, does the work in Java.
     * Progress is so guaranteed for a thread whose sequences are aborted time and again, by a debugger for example,
     * and for one without an index.
     *
     * @param refused the result so far
     * @param operation which of {@link Operations}, with the arguments that are described there
     * @return the first result that is final
     * @throws IllegalStateException if closed, or from within {@link #exclusively} on a region that the thread itself
     *      stopped
     */
    public long settle(long refused, int operation, long at, long a, long b, MemorySegment segment) {
        long result = refused;
        while (result < 0) {
            switch (RegionLayout.code(result)) {
                case RegionLayout.RESULT_NOT_OPEN -> {
                    openInTurn(RegionLayout.index(result));
                    result = Operations.sequence(operation, base, at, a, b, segment);
                }
                case RegionLayout.RESULT_ABORTED -> {
                    return stopped(Math.clamp(Sequences.index(), 0, limit - 1), operation, at, a, b, segment);
                }
                case RegionLayout.RESULT_BAD_INDEX -> {
                    return locks == null
                            ? stopped(stripe(), operation, at, a, b, segment)
                            : locked(stripe(), operation, at, a, b, segment);
                }
                default -> {
                    return result;
                }
            }
        }
        return result;
    }

    /** The index of a thread that the kernel gives none. */
    private int stripe() {
        return (int) (Thread.currentThread().threadId() % limit);
    }

    private long locked(int index, int operation, long at, long a, long b, MemorySegment segment) {
        StackHeadroom.checkCall(); // an operation that is done says so
        long region = region(index);
        RegionLock ofRegion = locks[index];
        for (int attempt = 0; ; attempt++) {
            if (state(region) != RegionLayout.STATE_OPEN) {
                openInTurn(index); // waits for a stopper; the lock is for short waits
            } else if (ofRegion.tryLock()) {
                try {
                    // Again: a stopper writes the state first and then takes the lock.
                    if (state(region) == RegionLayout.STATE_OPEN) {
                        return Operations.plain(operation, this, region, at, a, b, segment);
                    }
                } finally {
                    ofRegion.held = ShortLock.FREE; // no call: cannot fail
                }
            } else {
                RegionLock.pause(attempt);
            }
        }
    }

    /** Opens a region; waits, by the lock, for whoever has stopped it. */
    private void openInTurn(int index) {
        enter();
        try {
            open(index);
        } finally {
            lock.held = ShortLock.FREE; // no call: cannot fail
        }
    }

    /** Takes the lock, as the last thing that it does. */
    private void enter() {
        requireNotOwner();
        lock.await();
    }

    /** Does an operation with the region stopped. */
    private long stopped(int index, int operation, long at, long a, long b, MemorySegment segment) {
        awaitFence();
        enter();
        try {
            requireUsable();
            prepare(index); // the operation is its content
            stop(index, index + 1);
            try {
                return Operations.plain(operation, this, region(index), at, a, b, segment);
            } finally {
                try {
                    resume(index, index + 1);
                } catch (VirtualMachineError e) { // the operation is done, or has its own error: see the class
                }
            }
        } finally {
            owner = null; // no call in here: cannot fail
            lock.held = ShortLock.FREE;
        }
    }

    /**
     * Stops a region, works on it alone and starts it again.
     *
     * @throws IllegalStateException if closed, from within another such work, or if the kernel refuses the fence
     * @throws StackOverflowError also if the work might not come to its end: it has not begun
     */
    public void exclusively(int index, StoppedWork work) {
        awaitFence();
        enter();
        try {
            requireUsable();
            prepare(index); // the work is its content
            stopped(index, index + 1, work);
        } finally {
            owner = null; // no call in here: cannot fail
            lock.held = ShortLock.FREE;
        }
    }

    /** As the other, on every region that was ever opened: all are stopped before the work sees the first. */
    public void exclusively(StoppedWork work) {
        awaitFence();
        enter();
        try {
            stopped(0, opened, work);
        } finally {
            owner = null; // no call in here: cannot fail
            lock.held = ShortLock.FREE;
        }
    }

    /** Before the lock: what can fail for want of stack fails here, and what waits for the self test waits here. */
    private static void awaitFence() {
        StackHeadroom.check();
        if (!fenced && RseqChoice.usable()) {
            RemoteFence.fence();
            fenced = true;
        }
    }

    private void stopped(int from, int to, StoppedWork work) {
        stop(from, to);
        int held = from; // locks taken
        try {
            if (locks != null) {
                for (; held < to; held++) {
                    locks[held].lock();
                }
            }
            work.run(from, to);
        } finally {
            for (int index = from; index < held; index++) { // no call: cannot fail, wherever the error came from
                locks[index].held = ShortLock.FREE;
            }
            try {
                resume(from, to);
            } catch (VirtualMachineError e) { // the work is done, or has its own error: see the class
            }
        }
    }

    private int state(long region) {
        return Words.getIntAcquire(memory, region + SpaceLayout.STATE);
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
     * Refuses from now on and gives the memory back; see the class. Again: nothing, but to end what an error has cut
     * short.
     *
     * @throws IllegalStateException from within an exclusive action
     */
    public void close() {
        refuse();
        try {
            awaitFence();
        } catch (IllegalStateException e) { // no fence: see below
        }
        enter();
        try {
            if (!purged && endAll()) {
                if (opened > 0) { // nobody has written to the regions above
                    ZeroedMemory.purge(memory.asSlice(first, roundUp(opened * stride, Machine.pageSize())));
                }
                purged = true;
            }
        } finally {
            lock.held = ShortLock.FREE; // no call: cannot fail
        }
    }

    /** Whether nobody is within any region, nor comes in again. */
    private boolean endAll() {
        try {
            end(opened);
        } catch (IllegalStateException e) {
            return false; // no fence: a sequence may still be inside, so the pages stay until nobody can be
        }
        if (locks != null) {
            for (int index = 0; index < opened; index++) {
                locks[index].lock(); // whoever is inside ends; who comes later reads STOPPED
                locks[index].held = ShortLock.FREE;
            }
        }
        return true;
    }
}

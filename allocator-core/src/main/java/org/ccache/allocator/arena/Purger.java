package org.ccache.allocator.arena;

import java.util.concurrent.atomic.AtomicLong;
import org.ccache.os.Machine;
import org.ccache.sync.Mutex;

/**
 * Gives the memory of free spans back to the system: by age, at the limit, or all of it.
 *
 * <p>One lock, held over the system call, so that whoever finds nothing else left can wait for the span that is on its
 * way. It is taken before an arena's lock and never waited for under one.
 */
final class Purger {
    /** Units of one stretch: 64 MiB take the kernel some milliseconds, and nobody can have them meanwhile. */
    private static final int STRETCH = (int) ((64L << 20) >>> Units.SHIFT);

    /** Units of one round of maintenance, in whole stretches. */
    private static final long ROUND = 2L * STRETCH;

    /**
     * Whether a huge page's records fill whole pages of the system, so that they can be purged without its neighbours'.
     */
    private static final boolean RECORDS_APART =
            ((long) HugePageTable.UNITS << SpanTable.RECORD_SHIFT) % Machine.pageSize() == 0;

    private final Mutex lock = new Mutex();
    private final Arena[] arenas;
    private final MappedUnits mapped;
    private final Decay decay; // null: none by age
    private final boolean atOnce;
    private final AtomicLong purgedUnits = new AtomicLong();
    private final AtomicLong purges = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private long
            recordsPurgedAt; // purged units when the last look at the records began; guarded by lock, as the next two
    private int recordsArena; // where that look has come to; past the last: it has ended
    private int recordsPage;
    private volatile boolean closed;

    Purger(Arena[] arenas, MappedUnits mapped, long delayNanos) {
        this.arenas = arenas;
        this.mapped = mapped;
        this.atOnce = delayNanos == 0;
        this.recordsArena = arenas.length;
        this.decay = delayNanos == 0 || delayNanos == Long.MAX_VALUE ? null : new Decay(delayNanos);
    }

    /** Dirty units of all arenas; racy, a hint. */
    long dirtyUnits() {
        long sum = 0;
        for (Arena arena : arenas) {
            sum += arena.dirtyUnits();
        }
        return sum;
    }

    /**
     * After something was freed: if nothing is to be kept, it goes at once, unless another thread is at it. The free
     * has taken effect, so its caller does not hear of an error: what is dirty stays so until somebody else purges.
     */
    void freed() {
        try {
            boolean again = atOnce;
            while (again && dirtyUnits() > 0 && lock.tryLockWithin()) {
                try {
                    again = purge(Long.MAX_VALUE) > 0;
                } finally {
                    lock.unlock();
                }
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            failures.incrementAndGet();
        }
    }

    /** A round: what is due by age, up to a bound. Bytes given back. Does nothing where another thread is at it. */
    long maintain(long now) {
        if (!lock.tryLockWithin()) {
            return 0;
        }
        try {
            long dirty = dirtyUnits();
            long due = atOnce ? dirty : decay == null ? 0 : decay.due(now, dirty);
            if (due > 0) {
                return purge(Math.min(due, ROUND));
            }
            if (dirty == 0) {
                purgeRecords(); // all that was free has gone: its metadata is the rest of the peak
            }
            return 0;
        } finally {
            lock.unlock();
        }
    }

    /** Everything that is dirty: bytes given back. */
    long trim() {
        lock.lockWithin();
        try {
            long bytes = purge(Long.MAX_VALUE);
            boolean more = true;
            while (more) {
                more = purgeRecords();
            }
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** One step of giving back the records of free huge pages: whether there may be more. */
    private boolean purgeRecords() {
        if (!RECORDS_APART || closed) {
            return false;
        }
        if (recordsArena == arenas.length) {
            if (recordsPurgedAt == purgedUnits.get()) {
                return false; // nothing was purged since the last look at all of them
            }
            recordsPurgedAt = purgedUnits.get();
            recordsArena = 0;
            recordsPage = 0;
        }
        recordsPage = arenas[recordsArena].purgeRecords(recordsPage, STRETCH / HugePageTable.UNITS);
        if (recordsPage == HugePageTable.NONE) {
            recordsArena++;
            recordsPage = 0;
        }
        return true;
    }

    /** Purges until {@code units} more fit the limit: false if they cannot. */
    boolean makeRoom(long units) {
        lock.lockWithin();
        try {
            while (!mapped.fits(units)) {
                if (closed || purge(1) == 0) {
                    return mapped.fits(units);
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** So many units, rounded up to a huge page, if they are dirty and the system takes them: bytes given back. */
    private long purge(long units) {
        for (Arena arena : arenas) {
            arena.flushRecent();
        }
        long done = purge(units, true);
        if (done < units) {
            done += purge(units - done, false);
        }
        if (decay != null) {
            decay.purged(done);
        }
        return Units.bytes(done);
    }

    /** The same of whole free huge pages of any node, or of the free parts of others: units. */
    private long purge(long units, boolean whole) {
        long done = 0;
        for (Arena arena : arenas) {
            while (done < units) {
                int most = (int) Math.min(STRETCH, Math.max(HugePageTable.UNITS, units - done));
                long some = arena.purgeSome(most, whole);
                if (some <= 0) {
                    failures.addAndGet(some < 0 ? 1 : 0);
                    break; // nothing is dirty, or the system refuses: tried again another time
                }
                done += some;
                purges.incrementAndGet();
                purgedUnits.addAndGet(some);
            }
        }
        return done;
    }

    /** Waits for a purge that is under way: when the lock is to be had, the span is back. */
    @SuppressWarnings("LockNotBeforeTry") // there is nothing to be done under it
    void await() {
        lock.lockWithin();
        lock.unlock();
    }

    /**
     * Keeps purges out until {@link #resume} by the same thread, so that two looks at the arenas see the same spans.
     * Waits for the one that runs.
     */
    @SuppressWarnings("LockNotBeforeTry") // the caller's
    void pause() {
        lock.lockWithin();
    }

    void resume() {
        lock.unlock();
    }

    long purgedUnits() {
        return purgedUnits.get();
    }

    long purges() {
        return purges.get();
    }

    long failures() {
        return failures.get();
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes every arena. A purge after that would hit whoever is given the range next. */
    void close() {
        lock.lockWithin();
        try {
            closed = true;
            for (Arena arena : arenas) {
                arena.close();
            }
        } finally {
            lock.unlock();
        }
    }
}

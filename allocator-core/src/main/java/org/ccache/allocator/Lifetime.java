package org.ccache.allocator;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicInteger;
import org.ccache.sync.Mutex;
import org.ccache.sync.StackHeadroom;
import org.ccache.sync.Waiting;

/**
 * An allocator's life, from its making to the release of everything it had: closed by its owner, or, if it is
 * forgotten, with its object. Knows the tiers but not the allocator, which could never be forgotten otherwise.
 *
 * <p><b>After close.</b> Blocks, depots and ccaches go at once. A call that was under way at that moment still looks at
 * two things: the ccaches' regions, where every sequence is refused for ever, and the span map, whose answer it does
 * not believe without having asked {@link #closed}. So these two ranges are not unmapped but lent to the next allocator
 * ({@link org.ccache.allocator.memory.RangePool}): there are as many as allocators were ever open at once, whatever the
 * collector does.
 */
final class Lifetime implements Runnable {
    /** "true": a forgotten allocator is reported with the place where it was made. Costs a stack trace for each. */
    static final String TRACK_PROPERTY = "org.ccache.track";

    private static final int ATTEMPTS = 10; // in all half a second: other allocators' ends wait for this thread
    private static final long PAUSE_NANOS = 10_000_000;

    private static final int OPEN = 0;
    private static final int CLOSING = 1; // or closed

    private static final Mutex CLEANER_LOCK = new Mutex(); // no monitor: see Mutex

    private static Cleaner cleaner; // guarded by CLEANER_LOCK

    private final Tiers tiers;
    private final Maintainer maintainer;
    private final Throwable made; // null: not tracked
    private final AtomicInteger state = new AtomicInteger(OPEN);
    private volatile boolean closed;

    Lifetime(Tiers tiers, Maintainer maintainer) {
        this.tiers = tiers;
        this.maintainer = maintainer;
        this.made = Boolean.getBoolean(TRACK_PROPERTY) ? new Throwable("the allocator was made here") : null;
    }

    /** From here on the allocator's end is this one's to see; not where the system has no thread for a cleaner. */
    void begin(CcacheAllocator allocator) {
        try {
            cleaner().register(allocator, this);
        } catch (OutOfMemoryError e) {
            return; // closed it is released all the same, forgotten it is not
        }
    }

    /**
     * One for the process, made with the first allocator; not by a class initialiser, which an error would end for
     * ever.
     */
    private static Cleaner cleaner() {
        CLEANER_LOCK.lock();
        try {
            if (cleaner == null) {
                cleaner = Cleaner.create();
            }
            return cleaner;
        } finally {
            CLEANER_LOCK.unlock();
        }
    }

    /** That of the allocator itself, or of the one that a scope is of; null for another implementation. */
    static Lifetime of(OffHeapAllocator allocator) {
        if (allocator instanceof CcacheAllocator itself) {
            return itself.lifetime;
        }
        return allocator instanceof AllocatorScope scope ? scope.lifetime() : null;
    }

    /**
     * Has something run once an arena's scope is reachable no more, or on demand before, and keeps what it knows until
     * then. Not as the JDK's cleanup of a segment: that makes a segment first, and where the heap is full for that, it
     * is never run, and a close that should have ended it fails half way.
     *
     * @param scope not known to the action
     */
    static Cleaner.Cleanable atEnd(MemorySegment.Scope scope, Runnable action) {
        return cleaner().register(scope, action);
    }

    boolean closed() {
        return closed;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the allocator is closed");
        }
    }

    /**
     * After a look at what the next allocator may have by now, the span map for example: the look is to be believed
     * only if this returns. The fence keeps the look before the question, which a volatile read alone does not. Its
     * partner: close sets the word before the pool's lock lends the range again.
     */
    void checkStillOpen() {
        VarHandle.loadLoadFence();
        checkOpen();
    }

    /** The same as an answer. */
    boolean stillOpen() {
        VarHandle.loadLoadFence();
        return !closed;
    }

    /** Releases everything; again: nothing, or what an error has left to do. Beside another close: nothing. */
    void close() {
        StackHeadroom.check(); // before anything is refused: who gets the error may try again from elsewhere
        closed = true;
        if (!state.compareAndSet(OPEN, CLOSING)) {
            return;
        }
        boolean done = false;
        try {
            maintainer.close();
            tiers.close();
            done = true;
        } finally {
            if (!done) {
                state.set(OPEN);
            }
        }
    }

    /** Nobody calls this again, and an object is often collected because the heap is full: so it is waited for some. */
    private void closeAtLast() {
        for (int attempt = 1; ; attempt++) {
            try {
                close();
                return;
            } catch (OutOfMemoryError e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
            Waiting.pause(attempt * PAUSE_NANOS);
        }
    }

    /** The object is gone, and with it every call. */
    @Override
    public void run() {
        boolean unclosed = !closed;
        try {
            closeAtLast();
        } finally {
            try {
                tiers.forgotten();
            } finally {
                if (unclosed) {
                    Log.forgotten(made); // last: a log handler may throw
                }
            }
        }
    }
}

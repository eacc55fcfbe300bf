package org.ccache.allocator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import org.ccache.sync.Mutex;
import org.ccache.sync.StackHeadroom;

/**
 * An arena for all threads and many turns. Turns follow each other in one scope of the JDK's, and in the same chunks,
 * until these have some size; then that scope is closed by one handshake for all of them, and only then its blocks are
 * freed. So a segment of an ended turn may live on for a while, but nothing else is ever where it is.
 */
final class ReusableSharedArena extends CarvingArena implements ReusableArena {
    /** Of ended turns, and the running one: then a reset ends the scope. */
    private static final long MOST_RETIRED = 4 << 20;

    private final OffHeapAllocator allocator;
    private final Mutex lock = new Mutex(); // held for a handshake, never for a call of the allocator
    private volatile Turns now; // written under the lock; if the arena is closed, the last ones
    private Turns late; // ended, but a segment was in use; guarded by the lock
    private boolean closed; // guarded by the lock

    /** One scope's. */
    private static final class Turns {
        private final Arena inner = Arena.ofShared();
        private final SharedBlocks blocks;
        private final Cleaner.Cleanable kept; // as a shared arena's
        private Turns next; // in a list

        Turns(OffHeapAllocator allocator) {
            blocks = new SharedBlocks(allocator);
            kept = Lifetime.atEnd(inner.scope(), blocks);
        }
    }

    ReusableSharedArena(OffHeapAllocator allocator, boolean zeroed) {
        super(zeroed);
        this.allocator = allocator;
        now = new Turns(allocator);
    }

    @Override
    MemorySegment allocate(long size, long alignment, boolean zero) {
        while (true) {
            Turns turns = now;
            try {
                return SharedArena.allocate(turns.blocks, turns.inner, size, alignment, zero);
            } catch (IllegalStateException e) {
                if (turns == now) { // the arena is closed, or the allocator
                    throw e;
                } // else a reset has just ended them
            }
        }
    }

    @Override
    public void reset() {
        Turns turns = now;
        if (turns.blocks.bytes() < MOST_RETIRED && turns.inner.scope().isAlive()) {
            return;
        }
        Turns next = new Turns(allocator);
        StackHeadroom.checkTwice();
        Turns dead = null;
        lock.lock();
        try {
            checkOpen();
            if (turns == now) {
                turns.next = late;
                late = turns;
                now = next;
                next = null;
            }
            dead = endLate();
        } finally {
            lock.unlock();
        }
        free(dead);
        if (next != null) { // another thread was first
            next.inner.close();
            next.kept.clean();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("Already closed"); // as the JDK's
        }
    }

    /** Ends those of the late ones that it can. */
    private Turns endLate() {
        Turns dead = null;
        Turns kept = null;
        Turns turns = late;
        while (turns != null) {
            Turns next = turns.next;
            if (ended(turns)) {
                turns.next = dead;
                dead = turns;
            } else {
                turns.next = kept;
                kept = turns;
            }
            turns = next;
        }
        late = kept;
        return dead;
    }

    private static boolean ended(Turns turns) {
        try {
            turns.inner.close();
            return true;
        } catch (IllegalStateException e) {
            return false; // in use by a call of native code: at a later reset
        }
    }

    private static void free(Turns dead) {
        for (Turns turns = dead; turns != null; turns = turns.next) {
            try {
                turns.blocks.free();
            } finally {
                turns.kept.clean();
            }
        }
    }

    @Override
    public MemorySegment.Scope scope() {
        return now.inner.scope();
    }

    @Override
    public void close() {
        StackHeadroom.checkTwice();
        Turns dead = null;
        lock.lock();
        try {
            checkOpen();
            dead = endLate();
            if (late != null) {
                late.inner.close(); // says why not
            }
            now.inner.close();
            closed = true;
            now.next = dead;
            dead = now;
        } finally {
            lock.unlock();
            free(dead);
        }
    }
}

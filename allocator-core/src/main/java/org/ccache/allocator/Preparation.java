package org.ccache.allocator;

import java.nio.ByteOrder;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.ccache.allocator.arena.ExhaustedError;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.library.FirstUse;
import org.ccache.os.ZeroFill;
import org.ccache.sequence.RemoteFence;
import org.ccache.sync.Mutex;
import org.ccache.sync.StackHeadroom;

/**
 * The first use of everything, when the first allocator with a front end is made: a step of setting up
 * ({@link FirstUse}).
 *
 * <p>A class that is initialised, or a call site that is linked, in the midst of a slow path may meet a full Java heap
 * or the end of a stack there. The JVM does not try again: a class whose initialiser was ended by an error is broken
 * for ever, one of the JDK's for the whole process. So a small allocator goes all the ways here, errors included, and
 * is closed again; what is rarely asked for (statistics, audits, pictures) asks for {@link #room} first instead.
 * Besides, nothing of the product uses invokedynamic, which links at its first use in each place.
 */
final class Preparation extends FirstUse {
    private static final int HEAP_ROOM = 64 << 10;
    private static final long LIMIT = 8 << 20;
    private static final long LARGE = SizeClasses.MAX_SIZE + SizeClasses.MAX_SHARED_SIZE;
    private static final int BLOCKS = 24; // more than a magazine of the largest shared class holds

    private static volatile Set<FrontEnd> prepared; // null: none; written by steps alone

    private final FrontEnd frontEnd;

    private Preparation(FrontEnd frontEnd) {
        this.frontEnd = frontEnd;
    }

    /**
     * Returns if there are stack and heap for what initialises classes.
     *
     * @throws StackOverflowError if there is not the stack; nothing was begun
     * @throws OutOfMemoryError if there is not the heap; nothing was begun
     */
    static void room() {
        StackHeadroom.checkDeep();
        touch(new byte[HEAP_ROOM]);
    }

    /** So that the array is not left out. */
    private static void touch(byte[] bytes) {
        if (bytes[0] != 0) {
            throw new AssertionError("a new array is not zero");
        }
    }

    /** Prepares what allocators with a front end need, if that was not done; an error leaves it undone. */
    static void once(FrontEnd frontEnd) {
        if (!isPrepared(frontEnd)) {
            new Preparation(frontEnd).ensure();
        }
    }

    private static boolean isPrepared(FrontEnd frontEnd) {
        return prepared != null && prepared.contains(frontEnd);
    }

    @Override
    protected boolean taken() {
        return isPrepared(frontEnd);
    }

    @Override
    protected void take() {
        rehearse();
        awaitFence();
        Set<FrontEnd> all = EnumSet.of(frontEnd);
        if (prepared != null) {
            all.addAll(prepared);
        }
        prepared = all;
    }

    private void rehearse() {
        Mutex.rehearse();
        ZeroFill.link();
        try (CcacheAllocator allocator = new CcacheAllocatorBuilder()
                .frontEnd(frontEnd)
                .reserve(2 * LIMIT)
                .limit(LIMIT)
                .cacheBytes(HEAP_ROOM)
                .purgeDelay(Duration.ZERO)
                .maintenance(Maintenance.CALLER)
                .make(false)) {
            work(allocator);
            fail(allocator);
            allocator.maintainNow();
            allocator.drain();
            allocator.trim();
        } catch (ExhaustedError | IllegalStateException e) {
            // The system refuses a few MiB, or a fence: what has been gone through is prepared, and the allocator that
            // is about to be made will say so itself.
            return;
        }
    }

    /** What a rehearsal that was cut short has not waited for: a drain must not, with a lock held. */
    private void awaitFence() {
        try {
            if (frontEnd.needsSequences()) {
                RemoteFence.await();
            }
        } catch (IllegalStateException e) {
            return; // no fence: each drain will say so
        }
    }

    /** Hits, refills, flushes, carving and reclaiming; spans that grow, move and are purged. */
    private static void work(CcacheAllocator allocator) {
        long[] blocks = new long[BLOCKS];
        for (int i = 0; i < BLOCKS; i++) {
            blocks[i] = allocator.allocate(SizeClasses.MAX_SHARED_SIZE);
        }
        for (long block : blocks) {
            allocator.free(block);
        }
        // Of one unit each, so that little is copied; of neighbours, one cannot grow where it is.
        long large = allocator.allocate(1, 2 * SizeClasses.MAX_SHARED_SIZE);
        long other = allocator.allocate(1, 2 * SizeClasses.MAX_SHARED_SIZE);
        large = allocator.reallocate(large, LARGE);
        other = allocator.reallocate(other, LARGE);
        other = allocator.reallocate(other, SizeClasses.MAX_SIZE);
        allocator.free(allocator.reallocate(other, LARGE));
        allocator.free(large, LARGE);
        long whole = allocator.reallocate(allocator.allocate(2 * SizeClasses.MAX_SHARED_SIZE), 1);
        whole = allocator.reallocate(whole, 2 * SizeClasses.MAX_SHARED_SIZE);
        allocator.free(allocator.reallocate(whole, 1));
        long zeroed = allocator.allocateZeroed(100);
        allocator.asByteBuffer(zeroed, 1, ByteOrder.nativeOrder());
        allocator.free(zeroed);
        allocator.free(allocator.allocateZeroed(2 * SizeClasses.MAX_SHARED_SIZE));
        allocator.allocate(100, BLOCKS, blocks);
        allocator.free(blocks, BLOCKS);
        long small = allocator.reallocate(allocator.allocate(1, SizeClasses.MAX_SHARED_SIZE), 1);
        allocator.free(allocator.reallocate(small, 100), 100);
    }

    /** Refusals of each kind: their messages too. */
    private static void fail(CcacheAllocator allocator) {
        try {
            allocator.free(0);
        } catch (InvalidAddressException e) {
            touch(new byte[1]);
        }
        long block = allocator.allocate(LIMIT / 2);
        try {
            allocator.free(allocator.allocate(LIMIT));
        } catch (OutOfMemoryError e) {
            allocator.free(block);
        }
    }
}

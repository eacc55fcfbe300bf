package org.ccache.allocator;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.ccache.allocator.arena.ExhaustedError;
import org.ccache.sync.Mutex;

/**
 * What happens when memory is exhausted: everything cached goes back, then the request is tried again, then the handler
 * is asked, and in the end the request fails with what the arena said of it and where the free bytes are.
 */
final class Pressure {
    private static final int MOST_WAITS = 8;

    private final Tiers tiers;
    private final ExhaustionHandler handler;
    private final Mutex lock = new Mutex();
    private final AtomicLong exhaustions = new AtomicLong();
    private volatile long generation; // written under lock

    Pressure(Tiers tiers, ExhaustionHandler handler) {
        this.tiers = tiers;
        this.handler = handler;
    }

    ExhaustionHandler handler() {
        return handler;
    }

    /** Requests that failed in the end. */
    long exhaustions() {
        return exhaustions.get();
    }

    /**
     * Serves a request that was refused once.
     *
     * @throws OutOfMemoryError if it cannot be served
     */
    long retry(long size, LongSupplier request) {
        Throwable failure = giveBack();
        int waits = 0;
        for (int attempt = 1; ; ) {
            try {
                return request.getAsLong();
            } catch (ExhaustedError e) {
                if (tiers.depots().awaitHandOver() && waits++ < MOST_WAITS) {
                    continue; // another thread had empty slabs in its hands, which are free spans now
                }
                if (!handler.exhausted(new ExhaustionHandler.Exhaustion(
                        size, tiers.arenas().limit(), tiers.arenas().mapped(), "", attempt))) {
                    exhaustions.incrementAndGet();
                    throw explained(size, e, failure);
                }
                attempt++;
            }
        }
    }

    /**
     * What was asked for, why it was refused, and where the bytes are. Where even that needs too much, what the arena
     * said.
     */
    private ExhaustedError explained(long size, ExhaustedError refused, Throwable failure) {
        ExhaustedError error = refused;
        try {
            error = new ExhaustedError("asked for " + size + " bytes; a span was refused: " + refused.getMessage()
                    + "; "
                    + new Census(tiers).whereTheyAre(tiers.arenas().stats().largeBytes()));
            if (failure != null) {
                error.addSuppressed(failure);
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            return refused;
        }
        return error;
    }

    /**
     * Moves everything cached down to the arena. Of several threads that run into the limit together one does it and
     * the others wait for that: doing it once more would stop every cache for nothing.
     *
     * @return null, or why the caches could not be drained (a refused fence, a full heap): what the depots have goes
     *     back all the same
     */
    private Throwable giveBack() {
        long seen = generation;
        lock.lock();
        try {
            if (generation != seen) {
                return null;
            }
            Throwable failure = null;
            try {
                tiers.caches()
                        .drain(); // the capacities stay: who works at its limit would otherwise begin anew each time
            } catch (IllegalStateException | OutOfMemoryError e) {
                failure = e;
            }
            tiers.depots().trim(); // refuses if closed
            generation = seen + 1;
            return failure;
        } finally {
            lock.unlock();
        }
    }
}

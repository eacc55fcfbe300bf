package org.ccache.bench.replay;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * What the threads of a replay share: the addresses of blocks that cross threads, how far each thread has come, and
 * whether one has failed.
 *
 * <p>Memory order: an address is stored with release and read with acquire, so that the releasing thread sees the
 * stamps. It empties the slot with a plain store, which the release store of its progress publishes before any thread,
 * having read that progress with acquire, uses the slot again.
 */
final class ReplaySync {
    private static final int STRIDE = 16; // longs: one progress counter per two cache lines

    private final AtomicLongArray addresses;
    private final BlockTable handles;
    private final AtomicLongArray
            done; // per thread: the last finished epoch; all later ones before its next segment count
    private final int threads;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    ReplaySync(Peer peer, int sharedSlots, int threads) {
        BlockTable table = peer.table(sharedSlots);
        this.handles = table.holdsAddresses() ? null : table;
        this.addresses = new AtomicLongArray(sharedSlots);
        this.done = new AtomicLongArray(threads * STRIDE);
        this.threads = threads;
    }

    /** The blocks that cross threads, by shared slot; null if the peer's addresses are all there is. */
    BlockTable handles() {
        return handles;
    }

    /** Prepares a round. Only while no thread replays. */
    void reset(ReplayProgram program) {
        for (ThreadProgram thread : program.threads()) {
            done.setPlain(thread.thread() * STRIDE, thread.epochBefore(0) - 1L);
        }
    }

    void publish(int slot, long address) {
        addresses.setRelease(slot, address);
    }

    /** Takes the address of a block acquired by another thread, when that has happened. */
    long take(int slot, ReplayWait wait) {
        long address = addresses.getAcquire(slot);
        if (address == 0) {
            address = awaitAddress(slot, wait);
        }
        addresses.setPlain(slot, 0);
        return address;
    }

    /** The same without emptying the slot. */
    long peek(int slot, ReplayWait wait) {
        long address = addresses.getAcquire(slot);
        return address != 0 ? address : awaitAddress(slot, wait);
    }

    private long awaitAddress(int slot, ReplayWait wait) {
        wait.begin();
        while (true) {
            long address = addresses.getAcquire(slot);
            if (address != 0) {
                wait.end();
                return address;
            }
            pause(wait);
        }
    }

    /** Waits until every thread has finished all epochs up to two before this one. */
    void enter(int epoch, ReplayWait wait) {
        for (int thread = 0; thread < threads; thread++) {
            if (done.getAcquire(thread * STRIDE) < epoch - 2) {
                awaitDone(thread, epoch - 2, wait);
            }
        }
    }

    private void awaitDone(int thread, int epoch, ReplayWait wait) {
        wait.begin();
        while (done.getAcquire(thread * STRIDE) < epoch) {
            pause(wait);
        }
        wait.end();
    }

    /** Tells the others that a thread has finished all its steps in epochs before {@code next}. */
    void leave(int thread, int next) {
        done.setRelease(thread * STRIDE, next - 1L);
    }

    private void pause(ReplayWait wait) {
        if (failure.get() != null) {
            throw new AbandonedException();
        }
        wait.pause();
    }

    /** Records why a thread gives up, which makes the others give up when they next wait. The first reason stays. */
    void fail(Throwable reason) {
        if (!(reason instanceof AbandonedException)) {
            failure.compareAndSet(null, reason);
        }
    }

    /** Why the replay was given up, or null. */
    Throwable failure() {
        return failure.get();
    }

    /** Ends the replay of a thread whose partner will never come. */
    private static final class AbandonedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AbandonedException() {
            super("another thread of the replay failed", null, false, false);
        }
    }
}

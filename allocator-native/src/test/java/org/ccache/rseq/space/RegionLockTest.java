package org.ccache.rseq.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ccache.sync.ShortLock;
import org.junit.jupiter.api.Test;

final class RegionLockTest {
    /**
     * More waiters than there can be carriers, of a lock whose holder needs one to leave it: whoever waits gives its
     * own away, where a short lock's waiter would spin.
     */
    @Test
    void virtualThreadsThatWaitLeaveTheirCarriers() throws InterruptedException {
        RegionLock lock = new RegionLock();
        lock.await();
        int[] entered = new int[1]; // guarded by the lock
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < 64 + 4 * Runtime.getRuntime().availableProcessors(); i++) {
            waiters.add(Thread.ofVirtual().start(() -> {
                lock.await();
                entered[0]++;
                lock.held = ShortLock.FREE;
            }));
        }
        AtomicBoolean ran = new AtomicBoolean();
        Thread holder = Thread.ofVirtual().start(() -> {
            ran.set(true);
            lock.held = ShortLock.FREE;
        });
        holder.join();
        for (Thread waiter : waiters) {
            waiter.join();
        }
        assertThat(ran).isTrue();
        assertThat(entered[0]).isEqualTo(waiters.size());
    }

    @Test
    void anInterruptIsKeptAndShortensNothing() throws InterruptedException {
        RegionLock lock = new RegionLock();
        lock.await();
        boolean[] seen = new boolean[2];
        AtomicBoolean left = new AtomicBoolean();
        Thread waiter = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            lock.await();
            seen[0] = left.get();
            seen[1] = Thread.currentThread().isInterrupted();
            lock.held = ShortLock.FREE;
        });
        Thread.sleep(5);
        left.set(true);
        lock.held = ShortLock.FREE;
        waiter.join();
        assertThat(seen).containsExactly(true, true);
    }
}

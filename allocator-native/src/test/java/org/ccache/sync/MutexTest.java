package org.ccache.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class MutexTest {
    private static final int ROUNDS = 20_000;

    private final Mutex mutex = new Mutex();
    private int count; // guarded by the mutex

    @Test
    void oneAtATimeWhateverTheThreadAndTheWay() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            boolean within = i % 4 < 2;
            Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(builder.start(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    if (within) {
                        mutex.lockWithin();
                    } else {
                        mutex.lock();
                    }
                    count++;
                    mutex.unlock();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(count).isEqualTo(8 * ROUNDS);
    }

    @Test
    void aTryGivesUpWhileItIsHeld() throws InterruptedException {
        mutex.lock();
        boolean[] got = {true, true};
        Thread other = Thread.ofPlatform().start(() -> {
            got[0] = mutex.tryLock();
            got[1] = mutex.tryLockWithin();
        });
        other.join();
        assertThat(got).containsOnly(false);
        mutex.unlock();
        assertThat(mutex.tryLock()).isTrue();
        mutex.unlock();
    }

    @Test
    void anInterruptNeitherShortensTheWaitNorIsLost() throws InterruptedException {
        mutex.lock();
        AtomicInteger seen = new AtomicInteger();
        Thread waiter = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            mutex.lock();
            seen.set(count == 1 && Thread.currentThread().isInterrupted() ? 1 : -1);
            mutex.unlock();
        });
        while (waiter.getState() != Thread.State.TIMED_WAITING && waiter.isAlive()) {
            Thread.sleep(1);
        }
        waiter.interrupt();
        Thread.sleep(5); // some looks past the queue
        count = 1;
        mutex.unlock();
        waiter.join();
        assertThat(seen).hasValue(1);
    }

    /** Whoever is refused for want of stack does not have the lock. */
    @Test
    void atTheEndOfTheStackItIsRefusedAndNotTaken() throws InterruptedException {
        AtomicInteger refused = new AtomicInteger();
        Thread deep = new Thread(null, () -> descend(refused), "deep", 256 << 10);
        deep.start();
        deep.join();
        assertThat(refused).hasPositiveValue();
        CountDownLatch taken = new CountDownLatch(1);
        Thread other = Thread.ofPlatform().start(() -> {
            mutex.lock();
            mutex.unlock();
            taken.countDown();
        });
        other.join();
        assertThat(taken.getCount()).isZero();
    }

    /** To the end of the stack, and an attempt at each step of the way back up until one works. */
    private boolean descend(AtomicInteger refused) {
        boolean worked = false;
        try {
            worked = refused.get() < Integer.MAX_VALUE && descend(refused);
        } catch (StackOverflowError e) {
            // the end of the stack
        }
        if (worked) {
            return true;
        }
        try {
            mutex.lock();
        } catch (StackOverflowError e) {
            refused.incrementAndGet();
            return false;
        }
        mutex.unlock();
        return true;
    }
}

package org.ccache.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShortLockTest {
    private static final int ROUNDS = 20_000;

    private final ShortLock lock = new ShortLock();
    private long first; // both guarded by the lock
    private long second;

    @Test
    void oneAtATimeAndWhatTheLastOneWroteIsSeen() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        boolean[] torn = new boolean[1];
        for (int i = 0; i < 6; i++) {
            Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(builder.start(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    lock.lock();
                    try {
                        torn[0] |= first != second;
                        first++;
                        second++;
                    } finally {
                        lock.held = ShortLock.FREE;
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(torn[0]).isFalse();
        assertThat(first).isEqualTo(6L * ROUNDS);
    }

    @Test
    void aTryGivesUpWhileItIsHeld() {
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.tryLock()).isFalse(); // nobody has it twice
        lock.held = ShortLock.FREE;
        assertThat(lock.tryLock()).isTrue();
    }

    /** Its holder may have lost the processor to it: so it rests, and still gets the lock. */
    @Test
    void aPlatformThreadRestsAndGetsItAtLast() throws InterruptedException {
        lock.lock();
        boolean[] got = new boolean[1];
        Thread waiter = Thread.ofPlatform().start(() -> {
            lock.lock();
            got[0] = true;
            lock.held = ShortLock.FREE;
        });
        while (waiter.getState() != Thread.State.TIMED_WAITING && waiter.isAlive()) {
            Thread.onSpinWait();
        }
        waiter.interrupt(); // shortens a rest, and that is all
        lock.held = ShortLock.FREE;
        waiter.join();
        assertThat(got[0]).isTrue();
    }
}

package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HeldThreadTest {
    private final AtomicReference<Thread> worker = new AtomicReference<>();

    private void work() {
        worker.set(Thread.currentThread());
    }

    @Test
    void livesUntilItIsClosed() throws InterruptedException {
        try (HeldThread _ = new HeldThread(Thread.ofPlatform(), this::work)) {
            assertThat(worker.get().isAlive()).isTrue();
        }
        assertThat(worker.get().isAlive()).isFalse();
    }

    @Test
    void workThatThrowsIsToldAndEndsTheThread() throws InterruptedException {
        assertThatThrownBy(() -> new HeldThread(Thread.ofPlatform(), () -> {
                    work();
                    throw new IllegalStateException("as asked");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("as asked");
        worker.get().join();
    }
}

package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Touching: who has begun is seen until just that call has ended, by whichever thread. */
final class TouchingTest {
    @Test
    void whoHasBegunIsSeenUntilItEnds() {
        Touching touching = new Touching();
        assertThat(touching.none()).isTrue();
        int first = touching.begin();
        int second = touching.begin();
        assertThat(touching.none()).isFalse();
        touching.end(first);
        assertThat(touching.none()).isFalse();
        touching.end(second);
        assertThat(touching.none()).isTrue();
    }

    @Test
    void manyThreadsAreSeenTillTheLastOneEnds() throws InterruptedException {
        Touching touching = new Touching();
        List<Thread> threads = new ArrayList<>();
        List<CountDownLatch> ends = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(40);
        for (int i = 0; i < 40; i++) {
            CountDownLatch end = new CountDownLatch(1);
            ends.add(end);
            threads.add(Thread.ofVirtual().start(() -> {
                int place = touching.begin();
                begun.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                touching.end(place);
            }));
        }
        begun.await();
        for (int i = 0; i < 40; i++) {
            assertThat(touching.none()).isFalse();
            ends.get(i).countDown();
            threads.get(i).join();
        }
        assertThat(touching.none()).isTrue();
    }
}

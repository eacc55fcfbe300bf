package org.ccache.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class HandOverTest {
    private static final int COUNT = 20_000;

    @ParameterizedTest
    @EnumSource
    void handsOverEverythingInOrder(HandOverWait wait) throws Exception {
        HandOver ring = new HandOver(256, wait);
        int[] values = new int[256];
        CompletableFuture<Integer> taken = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            for (int at = ring.take(); at >= 0; at = ring.take()) {
                if (values[at] != count + 1) {
                    return -count - 1;
                }
                values[at] = 0;
                count++;
                ring.release();
            }
            return count;
        });
        for (int i = 1; i <= COUNT; i++) {
            int at = ring.claim();
            assertThat(values[at]).isZero();
            values[at] = i;
            ring.publish();
        }
        ring.close();
        assertThat(taken.get(20, TimeUnit.SECONDS)).isEqualTo(COUNT);
    }

    @Test
    void wakesTheThreadThatWaits() throws Exception {
        HandOver ring = new HandOver(4, HandOverWait.WOKEN);
        CompletableFuture<Integer> taken = new CompletableFuture<>();
        Thread taking = Thread.ofPlatform().daemon().start(() -> taken.complete(ring.take()));
        while (taking.getState() != Thread.State.WAITING) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        ring.claim();
        ring.publish();
        assertThat(taken.get(10, TimeUnit.SECONDS)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aFullRingWithoutAReaderIsAnErrorAndNoHang(HandOverWait wait) {
        HandOver ring = new HandOver(2, wait);
        for (int i = 0; i < 2; i++) {
            ring.claim();
            ring.publish();
        }
        ring.abandon();
        assertThatThrownBy(ring::claim).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesPositionsThatAreNoPowerOfTwo() {
        assertThatThrownBy(() -> new HandOver(3, HandOverWait.NAP)).isInstanceOf(IllegalArgumentException.class);
    }
}

package org.ccache.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.VoidPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class StandstillTest {
    /** More than the processors, so that some are always late. */
    private static final int LANES = Math.max(16, 2 * Runtime.getRuntime().availableProcessors());

    private static final int LOOKS = 300;

    private static final class Counting extends Lane {
        private final AtomicLong work = new AtomicLong();
        private final AtomicLong settled = new AtomicLong();
        private volatile boolean fails;

        @Override
        protected void work() {
            while (!stopped()) {
                if (fails) {
                    throw new IllegalArgumentException("as asked");
                }
                work.incrementAndGet();
            }
        }

        @Override
        protected void settle() {
            settled.incrementAndGet();
        }
    }

    private final Peer peer = new VoidPeer();
    private final List<Counting> lanes = new ArrayList<>();
    private Standstill standstill;

    @BeforeEach
    void start() {
        for (int i = 0; i < LANES; i++) {
            Counting lane = new Counting();
            lane.start(peer);
            lanes.add(lane);
        }
        standstill = new Standstill(List.copyOf(lanes));
    }

    /** Whatever failed: what it throws is told beside that. */
    @AfterEach
    void end() throws InterruptedException {
        try (peer) {
            Lane.end(List.copyOf(lanes));
        }
    }

    private List<Long> work() {
        return lanes.stream().map(lane -> lane.work.get()).toList();
    }

    @Test
    void nothingMovesWhileOneLooksHoweverCloselyLooksFollow() throws InterruptedException {
        List<List<Long>> moved = new ArrayList<>();
        for (int look = 1; look <= LOOKS; look++) {
            int looks = look;
            standstill.look(() -> {
                List<Long> before = work();
                LockSupport.parkNanos(100_000);
                if (!work().equals(before)) {
                    moved.add(before);
                }
                assertThat(lanes).allMatch(lane -> lane.settled.get() == looks);
            });
        }
        Lane.end(List.copyOf(lanes));
        assertThat(moved).isEmpty();
        assertThat(work()).allMatch(count -> count > 0);
    }

    @Test
    void aLaneThatFailsIsToldAndTheOthersGoOn() throws InterruptedException {
        lanes.getFirst().fails = true;
        lanes.getFirst().ended().await();
        assertThatThrownBy(() -> standstill.look(() -> {})).hasMessageContaining("as asked");
        Lane.end(List.copyOf(lanes));
    }

    @Test
    void anErrorOfTheLookerLetsTheLanesGo() throws InterruptedException {
        assertThatThrownBy(() -> standstill.look(() -> {
                    throw new OutOfMemoryError("as asked");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        Lane.end(List.copyOf(lanes));
    }
}

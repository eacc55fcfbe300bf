package org.ccache.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.VoidPeer;
import org.ccache.bench.trace.RandomTraces;
import org.ccache.bench.trace.Trace;
import org.ccache.bench.trace.TraceBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplayerTest {

    private static Trace handOver() {
        TraceBuilder builder = new TraceBuilder("hand over");
        builder.free(1, builder.malloc(0, 40));
        int block = builder.realloc(1, builder.malloc(0, 64), 128);
        builder.free(0, block);
        return builder.build();
    }

    @Test
    void aReleaseWaitsForItsBlock() {
        ReferencePeer slow = new ReferencePeer() {
            @Override
            public long allocate(long size) {
                LockSupport.parkNanos(20_000_000);
                return super.allocate(size);
            }
        };
        try (slow;
                Replayer replayer = new Replayer(ReplayProgram.of(handOver()), slow)) {
            ReplayResult result = replayer.round(StampMode.FULL);
            assertThat(result.clean()).isTrue();
            assertThat(result.waits()).isPositive();
            assertThat(result.waitNanos()).isBetween(10_000_000L, 2 * result.wallNanos());
            assertThat(result.wallNanos())
                    .isGreaterThan(35_000_000L); // thread 0 allocates twice before thread 1 can go on
            assertThat(slow.crossThreadFrees()).isEqualTo(3);
        }
    }

    /** Hands out, for the second block, a place inside the first. */
    private static final class OverlappingPeer extends ReferencePeer {
        private final long offset;
        private final AtomicInteger calls = new AtomicInteger();
        private volatile long first;

        OverlappingPeer(long offset) {
            this.offset = offset;
        }

        @Override
        public long allocate(long size) {
            if (calls.getAndIncrement() % 2 == 1) {
                return first + offset;
            }
            first = super.allocate(size);
            return first;
        }

        @Override
        public synchronized void free(long address) {
            if (address == first) {
                first = 0; // the second block may be at the same place
                super.free(address);
            }
        }
    }

    private static ReplayResult overlap(long offset, StampMode mode) {
        TraceBuilder builder = new TraceBuilder("overlap");
        int first = builder.malloc(0, 128);
        int second = builder.malloc(0, 24);
        builder.free(0, first);
        builder.free(0, second);
        try (OverlappingPeer peer = new OverlappingPeer(offset);
                Replayer replayer = new Replayer(ReplayProgram.of(builder.build()), peer)) {
            return replayer.round(mode);
        }
    }

    @Test
    void overlappingBlocksAreFound() {
        ReplayResult edges = overlap(0, StampMode.EDGES);
        assertThat(edges.failures()).isEqualTo(1);
        assertThat(edges.firstFailures().getFirst().block()).isZero();
        assertThat(edges.firstFailures().getFirst().toString())
                .matches("block 0 \\(128 bytes at 0x[0-9a-f]+, thread 0\\): first or last word changed");
        assertThat(overlap(104, StampMode.EDGES).failures()).isEqualTo(1);

        ReplayResult inside = overlap(48, StampMode.FULL);
        assertThat(inside.failures()).isEqualTo(1);
        assertThat(inside.firstFailures().getFirst().offset()).isEqualTo(48);
        assertThat(inside.firstFailures().getFirst().toString()).endsWith("changed at byte 48");
        // What the quick mode cannot see, and no mode looks at.
        assertThat(overlap(48, StampMode.EDGES).clean()).isTrue();
        assertThat(overlap(0, StampMode.NONE).clean()).isTrue();
    }

    @Test
    void overlapAcrossThreadsIsFound() {
        TraceBuilder builder = new TraceBuilder("overlap");
        int first = builder.malloc(0, 128);
        int signal = builder.malloc(0, 24); // lands in the first
        builder.free(1, signal);
        builder.free(1, first);
        try (OverlappingPeer peer = new OverlappingPeer(8);
                Replayer replayer = new Replayer(ReplayProgram.of(builder.build()), peer)) {
            ReplayResult result = replayer.round(StampMode.FULL);
            assertThat(result.firstFailures()).singleElement().satisfies(failure -> {
                assertThat(failure.block()).isEqualTo(first);
                assertThat(failure.thread()).isEqualTo(1);
                assertThat(failure.offset()).isEqualTo(8);
            });
        }
    }

    @Test
    void blocksOfTwoThreadsInTheSamePlaceAreFound() {
        TraceBuilder builder = new TraceBuilder("same place");
        int first = builder.malloc(0, 64);
        builder.free(1, builder.malloc(0, 16));
        int second = builder.malloc(1, 64); // the third allocation
        builder.free(0, builder.malloc(1, 16)); // thread 0 waits for it
        builder.free(0, first);
        builder.free(1, second);
        ReferencePeer peer = new ReferencePeer() {
            private final AtomicInteger calls = new AtomicInteger();
            private volatile long place;
            private boolean freed;

            @Override
            public long allocate(long size) {
                if (calls.incrementAndGet() == 3) {
                    return place;
                }
                long address = super.allocate(size);
                place = calls.get() == 1 ? address : place;
                return address;
            }

            @Override
            public synchronized void free(long address) {
                if (address != place || !freed) {
                    super.free(address);
                }
                freed |= address == place;
            }
        };
        try (peer;
                Replayer replayer = new Replayer(ReplayProgram.of(builder.build()), peer)) {
            assertThat(replayer.round(StampMode.EDGES).firstFailures())
                    .extracting(StampFailure::block)
                    .containsExactly(first);
        }
    }

    @Test
    void blocksNeverReleasedStayToTheEnd() {
        TraceBuilder builder = new TraceBuilder("stay");
        builder.malloc(0, 64);
        for (int i = 0; i < 1000; i++) {
            builder.free(1, builder.malloc(1, 16));
        }
        List<Long> freed = Collections.synchronizedList(new ArrayList<>());
        AtomicLong first = new AtomicLong();
        ReferencePeer peer = new ReferencePeer() {
            @Override
            public long allocate(long size) {
                LockSupport.parkNanos(10_000);
                long address = super.allocate(size);
                first.compareAndSet(0, size == 64 ? address : 0);
                return address;
            }

            @Override
            public synchronized void free(long address) {
                freed.add(address);
                super.free(address);
            }
        };
        try (peer;
                Replayer replayer = new Replayer(ReplayProgram.of(builder.build()), peer)) {
            replayer.round(StampMode.FULL);
            assertThat(freed).hasSize(1001);
            assertThat(freed.getLast()).isEqualTo(first.get());
        }
    }

    @Test
    void everyShortSizeIsStamped() {
        for (int size = 1; size < 40; size++) {
            TraceBuilder builder = new TraceBuilder("short");
            int first = builder.malloc(0, size);
            int second = builder.malloc(0, size);
            builder.free(0, first);
            builder.free(0, second);
            for (StampMode mode : new StampMode[] {StampMode.EDGES, StampMode.FULL}) {
                try (OverlappingPeer peer = new OverlappingPeer(0);
                        Replayer replayer = new Replayer(ReplayProgram.of(builder.build()), peer)) {
                    assertThat(replayer.round(mode).failures())
                            .as("%d bytes, %s", size, mode)
                            .isEqualTo(1);
                }
            }
        }
    }

    @Test
    void alignmentIsChecked() {
        TraceBuilder builder = new TraceBuilder("aligned");
        builder.aligned(0, 64, 8);
        ReferencePeer careless = new ReferencePeer() {
            @Override
            public synchronized long allocate(long size, long alignment) {
                return super.allocate(size + 16, alignment) + (alignment == 256 ? 16 : 0);
            }

            @Override
            public synchronized void free(long address) {
                super.free(address - 16);
            }
        };
        try (careless;
                Replayer replayer = new Replayer(ReplayProgram.of(builder.build()), careless)) {
            ReplayResult result = replayer.round(StampMode.EDGES);
            assertThat(result.failures()).isEqualTo(1);
            assertThat(result.firstFailures().getFirst().toString()).endsWith("not aligned as asked");
        }
    }

    @Test
    void aPeerThatThrowsEndsTheReplayOfAllThreads() {
        AtomicInteger calls = new AtomicInteger();
        ReferencePeer limited = new ReferencePeer() {
            @Override
            public long allocate(long size) {
                if (calls.incrementAndGet() == 500) {
                    throw new OutOfMemoryError("500th block");
                }
                return super.allocate(size);
            }
        };
        try (limited;
                Replayer replayer = new Replayer(ReplayProgram.of(RandomTraces.of(5, 4, 5000), 100), limited)) {
            assertThatThrownBy(() -> replayer.round(StampMode.EDGES))
                    .isInstanceOf(ReplayException.class)
                    .hasMessageContaining("random 5 on reference failed")
                    .hasRootCauseMessage("500th block");
            assertThatIllegalStateException().isThrownBy(() -> replayer.round(StampMode.EDGES));
        }
    }

    @Test
    void aClosedReplayerRefuses() {
        try (Peer peer = new VoidPeer()) {
            Replayer replayer = new Replayer(ReplayProgram.of(handOver()), peer);
            assertThat(replayer.rounds(3, StampMode.NONE)).hasSize(3);
            replayer.close();
            replayer.close();
            assertThatIllegalStateException()
                    .isThrownBy(() -> replayer.round(StampMode.NONE))
                    .withMessageContaining("closed");
        }
    }

    @Test
    void anEmptyTraceIsReplayedAtOnce() {
        try (Peer peer = new VoidPeer();
                Replayer replayer = new Replayer(ReplayProgram.of(new TraceBuilder("empty").build()), peer)) {
            ReplayResult result = replayer.round(StampMode.FULL);
            assertThat(result.operations()).isZero();
            assertThat(result.nanosPerOperation()).isZero();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ReplayProgram.of(handOver(), 0));
    }

    /** Measures the Java heap a replaying thread takes between its first and its last call. */
    private static final class HeapPeer implements Peer {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final VoidPeer blocks = new VoidPeer();
        private long before;
        private long after;

        @Override
        public String name() {
            return "heap";
        }

        @Override
        public long allocate(long size) {
            if (before == 0) {
                before = THREADS.getCurrentThreadAllocatedBytes();
            }
            return blocks.allocate(size);
        }

        @Override
        public long allocate(long size, long alignment) {
            return allocate(size);
        }

        @Override
        public void free(long address) {
            after = THREADS.getCurrentThreadAllocatedBytes();
        }

        @Override
        public void close() {
            blocks.close();
        }
    }

    @Test
    void theLoopTakesNoJavaHeap() {
        try (HeapPeer peer = new HeapPeer();
                Replayer replayer = new Replayer(ReplayProgram.of(RandomTraces.of(9, 1, 50_000)), peer)) {
            for (int round = 0; round < 5; round++) { // the first few load classes
                peer.before = 0;
                replayer.round(StampMode.NONE);
            }
            assertThat(peer.after - peer.before).isBetween(0L, 1000L); // none of the 50,000 steps
        }
    }
}

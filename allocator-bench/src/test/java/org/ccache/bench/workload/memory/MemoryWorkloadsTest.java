package org.ccache.bench.workload.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.ccache.bench.peer.AllocatorPeer;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.StripedPeer;
import org.ccache.bench.peer.VoidPeer;
import org.ccache.bench.trace.TraceBuilder;
import org.ccache.bench.trace.TraceWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every workload small, on the front end that works everywhere. What is resident is asked of the allocator's own
 * mappings: this JVM compiles, collects and gives back as much as such a workload needs, beside it.
 */
class MemoryWorkloadsTest {
    private static final Scale TINY = new Scale("", 8 << 20, 20_000, 0, 1);

    @TempDir
    private Path folder;

    private static Measurement run(String name, Scale settings) throws InterruptedException {
        try (AllocatorPeer peer = new StripedPeer()) {
            Meter meter = new Meter(peer);
            MemoryWorkloads.named(name).run(peer, settings, meter);
            assertThat(peer.stats().liveBytes()).as("all is freed").isZero();
            assertThat(peer.problems()).isEmpty();
            return meter.measurement(name, settings);
        }
    }

    @Test
    void restFillsFreesAndTrims() throws InterruptedException {
        Measurement m = run("rest", TINY);
        assertThat(m.last(Sample.FULL).requested()).isGreaterThanOrEqualTo(TINY.bytes());
        // Every page of every block was touched.
        assertThat(m.last(Sample.FULL).own()).isGreaterThan(TINY.bytes() * 9 / 10);
        assertThat(m.last(Sample.TRIMMED).requested()).isZero();
        assertThat(m.figure("trim")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"slots, 8", "redis, 8", "rptest, 8"})
    void longRunsDoTheirOperationsAndMeasureAtEachPoint(String name, int mebibytes) throws InterruptedException {
        Measurement m = run(name, new Scale("", (long) mebibytes << 20, 40_000, 0, 1));
        assertThat(m.operations()).isGreaterThanOrEqualTo(40_000);
        assertThat(m.samples()).filteredOn(s -> s.phase().equals(Sample.QUIET)).hasSize(LongRun.POINTS);
        assertThat(m.peakRequested()).isPositive();
        assertThat(m.samples().stream()
                        .filter(s -> s.phase().equals(Sample.QUIET) && s.requested() > 0)
                        .skip(LongRun.POINTS / 2)
                        .mapToDouble(s -> (double) s.own() / s.requested())
                        .average()
                        .orElseThrow())
                .isGreaterThan(0.5);
        assertThat(m.last(Sample.EMPTY).requested()).isZero();
    }

    /** The other lanes wait for it at their end, and the harness for all of them: none may hide what happened. */
    @Test
    void aLanesFailureIsWhatIsTold() throws InterruptedException {
        AtomicInteger left = new AtomicInteger(5_000);
        Peer failing = new Peer() {
            private final VoidPeer blocks = new VoidPeer();

            @Override
            public long allocate(long size) {
                if (left.decrementAndGet() == 0) { // one lane's, once
                    throw new OutOfMemoryError("full");
                }
                return blocks.allocate(size);
            }

            @Override
            public long allocate(long size, long alignment) {
                return allocate(size);
            }

            @Override
            public void free(long address) {}

            @Override
            public void close() {
                blocks.close();
            }
        };
        try (failing) {
            assertThatThrownBy(() -> MemoryWorkloads.named("rptest")
                            .run(failing, new Scale("", 8 << 20, 1_000_000_000, 0, 1), new Meter(failing)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a lane failed: java.lang.OutOfMemoryError: full");
        }
    }

    @Test
    void redisKeepsItsBudget() throws InterruptedException {
        Measurement m = run("redis", TINY);
        assertThat(m.peakRequested()).isBetween(TINY.bytes() / 4, TINY.bytes() / 2);
    }

    @ParameterizedTest
    @CsvSource({"platform-10, 10", "virtual-200, 200"})
    void threadsParkAndCountWhatIsCached(String variant, int threads) throws InterruptedException {
        Measurement m = run("threads", TINY.withVariant(variant));
        assertThat(m.figure("threads")).isEqualTo(threads);
        assertThat(m.last(Sample.PARKED).cached()).isPositive();
    }

    @Test
    void tracesReplayUntilTheOperationsAreDone() throws IOException, InterruptedException {
        TraceBuilder builder = new TraceBuilder("one block");
        builder.free(0, builder.malloc(0, 100));
        Path trace = folder.resolve("one.trace.gz");
        TraceWriter.write(builder.build(), trace);
        Measurement m = run("trace", new Scale(trace.toString(), 1 << 20, 101, 0, 1));
        assertThat(m.operations()).isGreaterThanOrEqualTo(101).isEven();
        assertThat(m.figure("peakRequested")).isEqualTo(100);
    }

    @Test
    void sizesDriftBetweenTheirEnds() {
        assertThat(LongRun.SlotsLane.centre(0)).isEqualTo(64);
        assertThat(LongRun.SlotsLane.centre(0.125)).isEqualTo(4096);
        assertThat(LongRun.SlotsLane.centre(0.25)).isEqualTo(64);
    }

    @Test
    void wrongNamesAndSizesAreRefused() {
        assertThatThrownBy(() -> MemoryWorkloads.named("nothing")).hasMessageContaining("rptest");
        assertThatThrownBy(() -> ThreadsWorkload.count("ten")).hasMessageContaining("platform-N");
        assertThatThrownBy(() -> new Scale("", 0, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}

package org.ccache.bench.footprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ccache.bench.peer.AllocatorPeer;
import org.ccache.bench.peer.StripedPeer;
import org.ccache.bench.trace.TraceBuilder;
import org.ccache.bench.trace.TraceWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every workload small, on the front end that works everywhere. */
class WorkloadsTest {
    private static final Settings TINY = new Settings("", 8 << 20, 20_000, 0, 1);

    @TempDir
    private Path folder;

    private static Measurement run(String name, Settings settings) throws InterruptedException {
        try (AllocatorPeer peer = new StripedPeer()) {
            Meter meter = new Meter(peer);
            Workloads.named(name).run(peer, settings, meter);
            assertThat(peer.stats().liveBytes()).as("all is freed").isZero();
            assertThat(peer.problems()).isEmpty();
            return meter.measurement(name, settings);
        }
    }

    @Test
    void restFillsFreesAndTrims() throws InterruptedException {
        Measurement m = run("rest", TINY);
        assertThat(m.last(RestWorkload.FULL).requested()).isGreaterThanOrEqualTo(TINY.bytes());
        // Every page of every block was touched.
        assertThat(m.last(RestWorkload.FULL).resident()).isGreaterThan(TINY.bytes() * 9 / 10);
        assertThat(m.last(RestWorkload.TRIMMED).requested()).isZero();
        assertThat(m.figure("trim")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"slots, 8", "redis, 8", "rptest, 8"})
    void longRunsDoTheirOperationsAndMeasureAtEachPoint(String name, int mebibytes) throws InterruptedException {
        Measurement m = run(name, new Settings("", (long) mebibytes << 20, 40_000, 0, 1));
        assertThat(m.operations()).isGreaterThanOrEqualTo(40_000);
        assertThat(m.samples()).filteredOn(s -> s.phase().equals(LongRun.QUIET)).hasSize(LongRun.POINTS);
        assertThat(m.peakRequested()).isPositive();
        assertThat(LongRun.overhead(m)).isGreaterThan(0.5);
        assertThat(m.last(LongRun.EMPTY).requested()).isZero();
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
        assertThat(m.last(ThreadsWorkload.PARKED).cached()).isPositive();
    }

    @Test
    void tracesReplayUntilTheOperationsAreDone() throws IOException, InterruptedException {
        TraceBuilder builder = new TraceBuilder("one block");
        builder.free(0, builder.malloc(0, 100));
        Path trace = folder.resolve("one.trace.gz");
        TraceWriter.write(builder.build(), trace);
        Measurement m = run("trace", new Settings(trace.toString(), 1 << 20, 101, 0, 1));
        assertThat(m.operations()).isEqualTo(102);
        assertThat(m.figure("peakRequested")).isEqualTo(100);
    }

    @Test
    void sizesDriftBetweenTheirEnds() {
        assertThat(SlotsWorkload.centre(0)).isEqualTo(64);
        assertThat(SlotsWorkload.centre(0.125)).isEqualTo(4096);
        assertThat(SlotsWorkload.centre(0.25)).isEqualTo(64);
    }

    @Test
    void wrongNamesAndSizesAreRefused() {
        assertThatThrownBy(() -> Workloads.named("nothing")).hasMessageContaining("rptest");
        assertThatThrownBy(() -> ThreadsWorkload.count("ten")).hasMessageContaining("platform-N");
        assertThatThrownBy(() -> new Settings("", 0, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void plansInterleaveThePeersOfEachWorkload() {
        List<FootprintPlan.Step> steps = FootprintPlan.steps(
                List.of("rest", "redis", "cpuset"), List.of("ccache", "malloc", "void"), List.of(), true, TINY);
        assertThat(steps)
                .extracting(FootprintPlan.Step::workload)
                .containsExactly("rest", "rest", "rest", "redis", "redis", "cpuset");
        assertThat(steps)
                .filteredOn(s -> s.workload().equals("cpuset"))
                .singleElement()
                .satisfies(s -> assertThat(s.peer()).isEqualTo("ccache"));
    }
}

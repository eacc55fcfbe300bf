package org.ccache.bench.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Json;
import org.ccache.bench.peer.PeerStats;
import org.ccache.bench.suite.FootprintResults;
import org.ccache.bench.workload.memory.Measurement;
import org.ccache.bench.workload.memory.Sample;
import org.ccache.bench.workload.memory.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of made-up measurements, which went through JSON as those of processes do. */
class FootprintReportTest {
    private static final long MIB = 1 << 20;

    @TempDir
    private Path folder;

    private static Sample sample(String phase, double seconds, long requested, long resident) {
        return new Sample(phase, seconds, requested, resident, resident, 0, 0, MIB, 2 * MIB, -1);
    }

    private static Measurement measurement(
            String workload, String variant, String peer, Map<String, Double> figures, Sample... samples) {
        PeerStats stats = new PeerStats("", 0, MIB, 0, 2 * MIB, 2 * MIB, 0, 0, 0, 16 * MIB);
        Measurement made = new Measurement(
                workload,
                variant,
                peer,
                "",
                Scale.full().withVariant(variant),
                1000,
                11,
                100 * MIB,
                120 * MIB,
                5,
                0,
                List.of(samples),
                figures,
                stats);
        return Json.parse(Json.line(made), Measurement.class);
    }

    private static Measurement rest(String peer, long idle, long trimmed) {
        return measurement(
                "rest",
                "",
                peer,
                Map.of("trim", 1.0),
                sample(Sample.FULL, 1, 100 * MIB, 110 * MIB),
                sample(Sample.REST, 2, 0, 50 * MIB),
                sample(Sample.REST, 12, 0, idle),
                sample(Sample.TRIMMED, 12.1, 0, trimmed));
    }

    private static Measurement slots(String peer, double ratio) {
        return measurement(
                "slots",
                "",
                peer,
                Map.of(),
                sample(Sample.QUIET, 1, 100 * MIB, 500 * MIB), // the start does not count
                sample(Sample.QUIET, 2, 100 * MIB, Math.round(ratio * 100 * MIB)));
    }

    private static Measurement threads(String peer, int count) {
        return measurement(
                "threads",
                "platform-" + count,
                peer,
                Map.of("threads", (double) count),
                sample(Sample.PARKED, 1, 0, 3 * MIB));
    }

    private static Measurement cpuset(long lastCached) {
        return measurement(
                "cpuset",
                "",
                "ccache",
                Map.of("cachedBefore", 8.0 * MIB),
                new Sample(Sample.TWO_PROCESSORS, 1, 0, 0, 0, 0, 0, 8 * MIB, 0, -1),
                new Sample(Sample.ONE_PROCESSOR, 2, 0, 0, 0, 0, 0, 8 * MIB, 0, -1),
                new Sample(Sample.ONE_PROCESSOR, 4, 0, 0, 0, 0, 0, lastCached, 0, -1));
    }

    private static FootprintReport report(Measurement... measurements) {
        return new FootprintReport(Map.of("kernel", "6.18"), List.of(measurements));
    }

    @Test
    void keptPromisesAreKept() {
        FootprintReport report = report(
                rest("ccache", MIB, 0),
                rest("malloc", 60 * MIB, MIB),
                slots("ccache", 1.1),
                slots("malloc", 1.5),
                threads("ccache", 100),
                cpuset(4 * MIB));
        assertThat(report.kept()).isTrue();
        assertThat(report.markdown())
                .contains("kernel: 6.18")
                .contains("60.0 MiB")
                .containsPattern("ours ÷ best peer's +\\| +0.800 \\| +0.733 \\| +kept")
                .containsPattern("idle index is empty +\\| +10.000 \\| +3.000 \\| +kept")
                .doesNotContain("NOT KEPT");
    }

    @Test
    void brokenPromisesAreCalledSo() {
        assertThat(report(rest("ccache", 3 * MIB, 0)).kept()).isFalse();
        assertThat(report(slots("ccache", 1.3), slots("malloc", 2)).kept()).isFalse();
        assertThat(report(slots("ccache", 1.2), slots("malloc", 1.2)).kept()).isFalse();
        FootprintReport never = report(cpuset(8 * MIB));
        assertThat(never.kept()).isFalse();
        assertThat(never.markdown()).contains("NOT KEPT").contains("not in 10");
    }

    /** What the JVM leaves by itself is not the allocator's. */
    @Test
    void aVoidRunIsSubtracted() {
        assertThat(report(rest("ccache", 3 * MIB, MIB), rest("void", 2 * MIB, MIB))
                        .kept())
                .isTrue();
    }

    @Test
    void whatFailedIsARowWithItsReasonAndNoMeanIsTakenWithoutIt() {
        FootprintReport report = report(
                slots("ccache", 1.1),
                Measurement.failed("slots", Scale.full(), "malloc", "killed by signal 9"),
                slots("jemalloc", 1.3));
        assertThat(report.markdown())
                .contains("killed by signal 9")
                .containsPattern("\\| malloc +\\| +– \\| +– \\|")
                .containsPattern("ours ÷ best peer's +\\| +0.800 \\| +0.846 \\| +NOT KEPT");
    }

    @Test
    void picturesAreDrawnOfWhatWasMeasured() throws IOException {
        List<Measurement> all = new ArrayList<>();
        for (String peer : List.of("ccache", "tcache", "malloc")) {
            all.add(rest(peer, 30 * MIB, 0));
            all.add(slots(peer, 1.2));
            all.add(threads(peer, 1));
            all.add(threads(peer, 1000));
        }
        List<Picture> pictures = new FootprintPictures(new FootprintResults(all)).all();
        assertThat(pictures).extracting(Picture::id).containsExactly("rest", "threads", "fragmentation");
        Files.writeString(folder.resolve("env.json"), "{}");
        Files.write(
                folder.resolve("results.jsonl"), all.stream().map(Json::line).toList());
        String report = FootprintFiles.write(folder).markdown();
        for (Picture picture : pictures) {
            assertThat(report).contains("(" + picture.id() + ".svg)");
            assertThat(folder.resolve(picture.id() + ".svg")).content().contains("<svg", "malloc");
        }
        assertThat(new FootprintPictures(new FootprintResults(List.of())).all()).isEmpty();
    }
}

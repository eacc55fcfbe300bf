package org.ccache.bench.research.percpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.BufferUtil;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Latency;
import org.ccache.bench.measure.PromisedRatio;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("agrona")
final class PerCpuRunTest {
    @Test
    void aShortRunMeasuresEverythingThatIsPromised() throws InterruptedException {
        assumeTrue(
                Object.class.getModule().isExported("jdk.internal.misc", BufferUtil.class.getModule()),
                "Agrona may not use jdk.internal.misc here");
        PerCpuSamples samples = Json.parse(Json.line(PerCpuRun.measure(2, true, 1)), PerCpuSamples.class);
        for (PromisedRatio promise : PerCpuReport.PROMISED) {
            Map<String, double[]> nanos = samples.nanos().get(promise.scenario());
            assertThat(nanos.keySet()).contains(Arm.OURS, Arm.CONTROL, promise.theirs());
            assertThat(nanos.get(Arm.OURS)).hasSize(2).doesNotContain(0);
        }
        PerCpuReport report = new PerCpuReport(List.of(samples), 1);
        assertThat(report.latencies()).anySatisfy((what, rings) -> {
            assertThat(what).startsWith("offer to read, 4 producers; of ");
            assertThat(rings.toString()).contains(Rings.AGRONA);
        });
        assertThat(report.samples().scenarios().stream().map(report::times).map(Object::toString))
                .anyMatch(times -> times.contains(Counters.LONG_ADDER))
                .anyMatch(times -> times.contains(Stacks.JCTOOLS));
    }

    @Test
    void whatIsPromisedIsTheRatioOfMedians() {
        PromisedRatio ring = PerCpuReport.PROMISED.getFirst();
        assertThat(report(10, 20).samples().ratio(ring).value()).isEqualTo(0.5);
        assertThat(report(10, 13).samples().medians(ring.scenario())).containsEntry(ring.theirs(), 13.0);
    }

    private static PerCpuReport report(double ours, double theirs) {
        Map<String, Map<String, double[]>> nanos = new LinkedHashMap<>();
        Map<String, Map<String, Long>> refused = new LinkedHashMap<>();
        for (PromisedRatio promise : PerCpuReport.PROMISED) {
            Map<String, double[]> times = new LinkedHashMap<>();
            times.put(Arm.OURS, new double[] {ours, ours, ours});
            times.put(Arm.CONTROL, new double[] {ours, ours, ours});
            times.put(promise.theirs(), new double[] {theirs, theirs, theirs});
            nanos.put(promise.scenario(), times);
            refused.put(promise.scenario(), Map.of(Arm.OURS, 0L, Arm.CONTROL, 0L, promise.theirs(), 3L));
        }
        Map<String, Map<String, String>> latencies =
                Map.of("offer", Map.of(Arm.OURS, Latency.encode(Latency.histogram())));
        return new PerCpuReport(List.of(new PerCpuSamples(nanos, refused, latencies, 0)), 1);
    }
}

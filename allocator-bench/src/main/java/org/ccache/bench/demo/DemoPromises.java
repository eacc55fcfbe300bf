package org.ccache.bench.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.measure.Promises;
import org.ccache.bench.replay.WorkerSummary;
import org.ccache.bench.workload.ParkedResult;

/** What is promised for recorded programs and parked threads, beside what a demonstration saw. */
public final class DemoPromises {
    private DemoPromises() {}

    /**
     * What a run says of each.
     *
     * @param raw the lines that {@link Demo} writes: the machine, a line for each trace, the parked threads
     */
    public static List<Judgement> read(Path raw, Bootstrap bootstrap) throws IOException {
        List<Judgement> all = new ArrayList<>();
        for (String line : Files.readAllLines(raw)) {
            Map<?, ?> fields = Json.parse(line, Map.class);
            if (fields.containsKey("trace")) {
                all.addAll(of(Json.parse(line, TraceOutcome.class), bootstrap));
            } else if (fields.get(ParkedComparison.OURS.name()) instanceof Map<?, ?> ours) {
                all.add(of(Json.parse(Json.line(ours), ParkedResult.class)));
            }
        }
        return all;
    }

    static List<Judgement> of(TraceOutcome outcome, Bootstrap bootstrap) {
        WorkerSummary ours = outcome.summaries().get(TraceComparison.OURS);
        if (ours == null) { // measured where the product works in another way than here
            return List.of();
        }
        Judgement time = Promises.TRACE_MALLOC.of(outcome.bareRatio("malloc", bootstrap));
        double traffic = (double) DemoReport.traffic(ours.stats()) / ours.operations();
        return List.of(
                new Judgement(time.promise(), outcome.trace(), time.value(), time.figure()),
                new Judgement(Promises.TRACE_TRAFFIC, outcome.trace(), traffic, Figures.number(traffic, 4)));
    }

    static Judgement of(ParkedResult ours) {
        double share = (double) ours.cachedBytes() / ours.boundBytes();
        return Promises.PARKED_CACHED.of(share, Figures.number(share, 3));
    }
}

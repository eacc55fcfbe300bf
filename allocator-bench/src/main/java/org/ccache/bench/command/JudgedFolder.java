package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ccache.bench.demo.DemoPromises;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.page.FootprintReport;
import org.ccache.bench.page.SuitePromises;
import org.ccache.bench.page.SuiteResults;
import org.ccache.bench.ratio.ColdStartTimes;
import org.ccache.bench.ratio.RatioReport;
import org.ccache.bench.ratio.RatioSamples;
import org.ccache.bench.research.percpu.PerCpuReport;
import org.ccache.bench.research.percpu.PerCpuSamples;
import org.ccache.bench.suite.FootprintResults;
import org.ccache.bench.suite.ResultFolder;
import org.ccache.bench.suite.Results;

/** What the raw results in a folder say of promises, told by the names of the files. */
final class JudgedFolder {
    /** Of intervals, which decide nothing here. */
    private static final long SEED = 1;

    private JudgedFolder() {}

    /** Nothing if it has none of the files. */
    static List<Judgement> read(Path folder) throws IOException {
        List<Judgement> all = new ArrayList<>();
        if (Files.exists(folder.resolve(Results.RESULTS))) {
            ResultFolder results = new ResultFolder(folder);
            all.addAll(
                    FootprintResults.read(results).all().isEmpty()
                            ? SuitePromises.of(new SuiteResults(results.read()))
                            : FootprintReport.of(results).judgements());
        }
        List<RatioSamples> ratios = parsed(folder.resolve("ratios.jsonl"), 0, RatioSamples.class);
        if (!ratios.isEmpty()) {
            all.addAll(new RatioReport(ratios, SEED).judgements());
        }
        for (ColdStartTimes times : parsed(folder.resolve("coldstart.json"), 0, ColdStartTimes.class)) {
            all.addAll(times.judgements(new Bootstrap(SEED)));
        }
        List<PerCpuSamples> perCpu = parsed(folder.resolve("per-cpu-data.json"), 1, PerCpuSamples.class);
        if (!perCpu.isEmpty()) {
            all.addAll(new PerCpuReport(perCpu, SEED).samples().judge(PerCpuReport.PROMISED));
        }
        Path demo = folder.resolve("raw.jsonl");
        if (Files.exists(demo)) {
            all.addAll(DemoPromises.read(demo, new Bootstrap(SEED)));
        }
        return all;
    }

    /** Nothing if there is no such file. */
    private static <T> List<T> parsed(Path file, int headLines, Class<T> type) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.skip(headLines).map(line -> Json.parse(line, type)).toList();
        }
    }
}

package org.ccache.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccache.bench.machine.MachineReport;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.measure.Progress;
import org.ccache.bench.page.FootprintPlots;
import org.ccache.bench.page.FootprintReport;
import org.ccache.bench.workload.memory.Measurement;

/** Runs a plan, keeps each result as soon as it is there, and writes the report and its pictures. */
public final class Footprint {
    private final Path folder;
    private final FootprintProcess process;

    public Footprint(Path folder, long timeoutSeconds) {
        this.folder = folder;
        this.process = new FootprintProcess(timeoutSeconds);
    }

    /** Runs everything; whether no promise is broken. */
    public boolean run(List<FootprintPlan.Step> steps) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Map<String, String> facts = MachineReport.facts();
        Map<String, Object> environment = new LinkedHashMap<>(facts);
        environment.put("flags", FootprintProcess.FLAGS.list());
        environment.put("started", Instant.now().toString());
        Files.writeString(folder.resolve("env.json"), Json.line(environment) + "\n");
        Path lines = folder.resolve("results.jsonl");
        Files.writeString(lines, "");
        List<Measurement> measurements = new ArrayList<>();
        Progress progress = new Progress("footprint");
        for (FootprintPlan.Step step : steps) {
            Measurement measurement = process.run(step);
            measurements.add(measurement);
            Files.writeString(lines, Json.line(measurement) + "\n", StandardOpenOption.APPEND);
            progress.update((double) measurements.size() / steps.size());
        }
        progress.done();
        return report(facts, measurements);
    }

    /** Writes the report and the pictures of results that are in the folder already, for example of a run that was stopped. */
    public boolean reportAgain() throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        Map<?, ?> environment = Json.parse(Files.readString(folder.resolve("env.json")), Map.class);
        for (Map.Entry<?, ?> fact : environment.entrySet()) {
            facts.put(fact.getKey().toString(), fact.getValue().toString());
        }
        facts.remove("flags"); // the report has them from elsewhere
        return report(facts, measurements(folder));
    }

    /** What a folder's results say of the promises. */
    public static List<Judgement> judgements(Path folder) throws IOException {
        return new FootprintReport(Map.of(), measurements(folder)).judgements();
    }

    private static List<Measurement> measurements(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("results.jsonl")).stream()
                .map(line -> Json.parse(line, Measurement.class))
                .toList();
    }

    private boolean report(Map<String, String> facts, List<Measurement> measurements) throws IOException {
        FootprintReport report = new FootprintReport(facts, measurements);
        String text = report.markdown();
        Files.writeString(folder.resolve("report.md"), text);
        new FootprintPlots(measurements).write(folder);
        System.out.println(text);
        System.out.println("Report: " + folder.resolve("report.md"));
        return report.kept();
    }
}

package org.ccache.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccache.bench.machine.MachineReport;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Progress;

/** Runs a plan and keeps each result as soon as it is there. */
public final class Footprint {
    private final Path folder;
    private final FootprintProcess process;

    public Footprint(Path folder, long timeoutSeconds) {
        this.folder = folder;
        this.process = new FootprintProcess(timeoutSeconds);
    }

    /** Runs everything. */
    public void run(List<FootprintPlan.Step> steps) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Map<String, String> facts = MachineReport.facts();
        Map<String, Object> environment = new LinkedHashMap<>(facts);
        environment.put("flags", FootprintProcess.FLAGS.list());
        environment.put("started", Instant.now().toString());
        Files.writeString(folder.resolve("env.json"), Json.line(environment) + "\n");
        Path lines = folder.resolve("results.jsonl");
        Files.writeString(lines, "");
        int done = 0;
        Progress progress = new Progress("footprint");
        for (FootprintPlan.Step step : steps) {
            Files.writeString(lines, Json.line(process.run(step)) + "\n", StandardOpenOption.APPEND);
            progress.update((double) ++done / steps.size());
        }
        progress.done();
    }
}

package org.ccache.bench.research;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ccache.bench.machine.MachineReport;
import org.ccache.bench.measure.Json;
import org.knowm.xchart.ChartEncoder;

/** Runs an experiment and writes its section, pictures and raw data. */
public final class Reproduction {
    private final Path docs;
    private final String revision;

    /**
     * @param docs folder of experiments.md and of the folder experiments; made if it is not there
     * @param revision of the sources, for the page
     */
    public Reproduction(Path docs, String revision) {
        this.docs = docs;
        this.revision = revision;
    }

    /** Runs it, writes, and says what came of it. Nothing is written if the experiment throws. */
    public Findings run(Experiment experiment, Conditions conditions) throws IOException, InterruptedException {
        Findings findings = new Findings();
        Files.createDirectories(conditions.scratch());
        Files.createDirectories(docs);
        long start = System.nanoTime();
        experiment.run(conditions, findings);
        write(
                experiment,
                findings,
                new Section.Run(
                        MachineReport.facts(), revision, (System.nanoTime() - start) / 1e9, conditions.quick()));
        return findings;
    }

    private void write(Experiment experiment, Findings findings, Section.Run run) throws IOException {
        Path folder = docs.resolve("experiments");
        Files.createDirectories(folder);
        for (Findings.Part part : findings.parts()) {
            switch (part) {
                case Findings.Picture p ->
                    ChartEncoder.saveChart(
                            p.chart(),
                            folder.resolve(experiment.name() + p.suffix()).toString(),
                            "svg");
                case Findings.Attachment a ->
                    Files.writeString(folder.resolve(experiment.name() + a.suffix()), a.contents());
                case Findings.Text words -> {} // in the section itself
                case Findings.Tabular t -> {} // likewise
            }
        }
        writeRaw(folder.resolve(experiment.name() + ".json"), findings, run);
        Path file = docs.resolve("experiments.md");
        String old = Files.exists(file) ? Files.readString(file) : "";
        String section = new Section(experiment, findings, run).markdown();
        Files.writeString(file, new Page(Experiments.names()).with(old, experiment.name(), section));
    }

    /** The first line has the circumstances and the verdict, each further one a measurement. */
    private static void writeRaw(Path file, Findings findings, Section.Run run) throws IOException {
        Map<String, Object> first = new LinkedHashMap<>();
        first.put("run", run);
        first.put("counters", findings.counters());
        first.put("checks", findings.checks());
        first.put("verdict", findings.verdict());
        StringBuilder lines = new StringBuilder(Json.line(first)).append('\n');
        findings.raw().forEach(line -> lines.append(line).append('\n'));
        Files.writeString(file, lines);
    }
}

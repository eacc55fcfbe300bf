package org.ccache.bench.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.machine.MachineReport;
import org.ccache.bench.machine.MachineTime;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Progress;
import org.ccache.bench.workload.ParkedResult;

/**
 * The main job, from the machine's description to what came of it, in short. Prints each part as soon as it is known
 * and writes the same text to a file, with the raw rounds beside it.
 */
public final class Demo {
    private final List<Path> traces;
    private final Path folder;
    private final double seconds;
    private final int threads;
    private final long seed;
    private final StringBuilder written = new StringBuilder();

    public Demo(List<Path> traces, Path folder, double seconds, int threads, long seed) {
        this.traces = List.copyOf(traces);
        this.folder = folder;
        this.seconds = seconds;
        this.threads = threads;
        this.seed = seed;
    }

    /** Runs everything; whether all contents were right and all audits clean. */
    public boolean run() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        DemoReport report = new DemoReport(new Bootstrap(seed));
        List<String> raw = new ArrayList<>();
        Map<String, String> facts = MachineReport.facts();
        raw.add(Json.line(Map.of("machine", facts, "started", Instant.now().toString(), "seed", seed)));
        MachineTime machine = new MachineTime();
        print("# Recorded programs on ccache, tcache and malloc\n");
        print(report.machine(facts, Flags.MEASURED.list()));
        List<TraceOutcome> outcomes = new ArrayList<>();
        for (Path trace : traces) {
            Progress progress = new Progress(trace.getFileName().toString());
            TraceOutcome outcome = new TraceComparison(trace, seconds * 1e9, seed).run(progress::update);
            progress.done();
            outcomes.add(outcome);
            raw.add(Json.line(outcome));
            print(report.trace(outcome));
        }
        Map<FrontEnd, ParkedResult> parked = ParkedComparison.run(threads);
        raw.add(Json.line(parked));
        print(report.parked(parked));
        print(String.format(Locale.ROOT, """
                Ratios are geometric means over rounds, with 95 %% bootstrap intervals (seed %d); below 1, %s is faster.
                Times are of rounds that write both ends of every block and verify them at free; "allocator alone" is of
                rounds that touch none. The A/A row compares two processes of the same allocator: that it differs from 1
                is noise. The hypervisor took %.1f %% of the processors meanwhile.
                """, seed, TraceComparison.OURS, machine.stolen() * 100));
        print(report.verdict(outcomes, parked));
        Path file = folder.resolve("report.md");
        Files.writeString(file, written);
        Files.write(folder.resolve("raw.jsonl"), raw);
        System.out.println("All tables: " + file);
        return DemoReport.correct(outcomes, parked);
    }

    private void print(String text) {
        System.out.println(text);
        written.append(text).append('\n');
    }
}

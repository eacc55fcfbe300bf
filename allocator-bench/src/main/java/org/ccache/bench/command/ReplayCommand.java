package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Progress;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.PeerList;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.replay.RoundResult;
import org.ccache.bench.replay.StampMode;
import org.ccache.bench.replay.WorkerServer;
import org.ccache.bench.replay.WorkerSummary;
import org.ccache.bench.trace.Trace;
import org.ccache.bench.trace.TraceReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        description = "Replays a recorded trace on one allocator and verifies the contents of every block. Exit code 1"
                + " if one had changed or the audit found a problem.")
final class ReplayCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "TRACE",
            description = "A trace, as allocator-bench/traces holds them, or in a text format that its README names.")
    private Path file;

    @Option(
            names = "--peer",
            defaultValue = "ccache",
            description =
                    "ccache, tcache, striped, malloc, tcmalloc, or void with --stamps=NONE for the cost of the replay itself (${DEFAULT-VALUE}).")
    private String name;

    @Option(
            names = "--rounds",
            converter = AtLeast.One.class,
            defaultValue = "10",
            description = "Passes over the trace (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--stamps",
            defaultValue = "FULL",
            description = "What is written to each block and verified: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private StampMode stamps;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!Peers.known(name.toLowerCase(Locale.ROOT))) {
            throw new ParameterException(
                    spec.commandLine(), "--peer: no peer is called " + name + "; known: " + PeerList.NAMES);
        }
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(spec.commandLine(), "no such file: " + file);
        }
        Trace trace = TraceReader.read(file);
        try (Peer peer = Peers.open(name);
                WorkerServer worker = new WorkerServer(peer, trace)) {
            return replay(trace, worker);
        }
    }

    private int replay(Trace trace, WorkerServer worker) {
        System.out.printf(Locale.ROOT, "%s on %s%n", trace, name);
        Progress progress = new Progress("replay");
        for (int i = 0; i < rounds; i++) {
            RoundResult result = worker.round(stamps, 1);
            progress.done();
            System.out.printf(Locale.ROOT, "pass %d: %.2f ms%n", i + 1, result.nanosPerPass() / 1e6);
            progress.update((i + 1.0) / rounds);
        }
        progress.done();
        WorkerSummary summary = worker.summary();
        System.out.println(Json.line(summary));
        return summary.wrong() == 0 && summary.problems().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}

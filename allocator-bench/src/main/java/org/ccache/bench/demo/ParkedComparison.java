package org.ccache.bench.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.Main;
import org.ccache.bench.measure.JavaCommand;
import org.ccache.bench.measure.Json;
import org.ccache.bench.workload.ParkedResult;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;

/** Runs the virtual threads on each front end, in a JVM each. */
final class ParkedComparison {

    /** The product as it works on this machine. */
    static final FrontEnd OURS = Rseq.mode() == RseqMode.UNAVAILABLE ? FrontEnd.STRIPED : FrontEnd.CCACHE;

    private ParkedComparison() {}

    static Map<FrontEnd, ParkedResult> run(int threads) throws IOException, InterruptedException {
        Map<FrontEnd, ParkedResult> results = new LinkedHashMap<>();
        for (FrontEnd frontEnd : new FrontEnd[] {OURS, FrontEnd.TCACHE}) {
            results.put(frontEnd, run(frontEnd, threads));
        }
        return results;
    }

    private static ParkedResult run(FrontEnd frontEnd, int threads) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        JavaCommand.roomy(Main.class, "parked", "--front-end=" + frontEnd, "--threads=" + threads))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line;
        try (BufferedReader answer = process.inputReader()) {
            line = answer.readLine();
        }
        process.waitFor();
        if (line == null) {
            throw new IOException("the virtual threads on " + frontEnd + " failed; their messages are above");
        }
        return Json.parse(line, ParkedResult.class);
    }
}

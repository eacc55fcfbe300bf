package org.ccache.bench.demo;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.measure.ChildJvm;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.workload.ParkedResult;
import org.ccache.bench.workload.ParkedTask;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;

/** Runs the virtual threads on each front end, in a JVM each. */
final class ParkedComparison {
    private static final long TIMEOUT_SECONDS = 300;

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
        return ChildJvm.with(Flags.ROOMY)
                .measure(new ParkedTask(frontEnd, threads, ParkedTask.CACHE_BYTES), ParkedResult.class, TIMEOUT_SECONDS)
                .orThrow("a process of virtual threads on " + frontEnd);
    }
}

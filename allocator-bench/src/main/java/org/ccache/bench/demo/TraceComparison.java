package org.ccache.bench.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleConsumer;
import org.ccache.bench.replay.RoundResult;
import org.ccache.bench.replay.StampMode;
import org.ccache.bench.replay.WorkerProcess;
import org.ccache.bench.replay.WorkerSummary;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;

/**
 * Replays one trace on several allocators, each in a JVM of its own that lives through the whole comparison. In each
 * round every worker has a turn, in random order and one at a time, so that a disturbance of the machine meets all of
 * them and processes are compared under the same conditions.
 */
final class TraceComparison {
    /** The product as it works on this machine. */
    static final String OURS = Rseq.mode() == RseqMode.UNAVAILABLE ? "striped" : "ccache";

    /** A second one: the ratio of the two shows what the method can tell apart. */
    static final String CONTROL = OURS + " (A/A)";

    /** Who takes part: name in the report, and the peer. */
    static final Map<String, String> PEERS;

    static {
        Map<String, String> peers = new LinkedHashMap<>();
        peers.put(OURS, OURS);
        peers.put(CONTROL, OURS);
        peers.put("tcache", "tcache");
        peers.put("malloc", "malloc");
        PEERS = Collections.unmodifiableMap(peers);
    }

    /** A round lasts about this long, to be well above the clock's and the scheduler's grain. */
    private static final double ROUND_NANOS = 60e6;

    /** Of each kind of timed round; a quarter of it for the full verification. */
    private static final double WARM_UP_NANOS = 0.8e9;

    private static final int MIN_ROUNDS = 10;

    private final Path trace;
    private final double budgetNanos;
    private final Random order;

    /** The number of rounds follows from {@code budgetNanos}, the wall time for all of it, and is at least 10. */
    TraceComparison(Path trace, double budgetNanos, long seed) {
        this.trace = trace;
        this.budgetNanos = budgetNanos;
        this.order = new Random(seed);
    }

    TraceOutcome run(DoubleConsumer progress) throws IOException {
        long start = System.nanoTime();
        List<WorkerProcess> workers = new ArrayList<>();
        try {
            for (Map.Entry<String, String> peer : PEERS.entrySet()) {
                workers.add(new WorkerProcess(peer.getKey(), peer.getValue(), trace));
            }
            int passes = warmUp(workers);
            Map<String, List<RoundResult>> rounds = new LinkedHashMap<>();
            Map<String, List<RoundResult>> bare = new LinkedHashMap<>();
            for (WorkerProcess worker : workers) {
                rounds.put(worker.name(), new ArrayList<>());
                bare.put(worker.name(), new ArrayList<>());
            }
            List<WorkerProcess> shuffled = new ArrayList<>(workers);
            double spent = System.nanoTime() - start;
            for (int round = 0; round < MIN_ROUNDS || spent < budgetNanos; round++) {
                Collections.shuffle(shuffled, order);
                for (WorkerProcess worker : shuffled) {
                    rounds.get(worker.name()).add(worker.round(StampMode.EDGES, passes));
                    bare.get(worker.name()).add(worker.round(StampMode.NONE, passes));
                }
                spent = System.nanoTime() - start;
                progress.accept(Math.min(1, spent / budgetNanos));
            }
            Map<String, WorkerSummary> summaries = new LinkedHashMap<>();
            for (WorkerProcess worker : workers) {
                summaries.put(worker.name(), worker.finish());
            }
            return new TraceOutcome(
                    trace.getFileName().toString(), workers.getFirst().ready(), rounds, bare, summaries);
        } finally {
            workers.forEach(WorkerProcess::close);
        }
    }

    /**
     * Verifies every byte first, then compiles the timed kinds of rounds; returns the passes that make a round of the
     * wanted length, the same for all.
     */
    private static int warmUp(List<WorkerProcess> workers) throws IOException {
        double fastest = Double.MAX_VALUE;
        for (WorkerProcess worker : workers) {
            for (StampMode mode : new StampMode[] {StampMode.FULL, StampMode.NONE, StampMode.EDGES}) {
                double wanted = mode == StampMode.FULL ? WARM_UP_NANOS / 4 : WARM_UP_NANOS;
                double spent = 0;
                RoundResult last;
                do {
                    last = worker.round(mode, 1);
                    spent += last.wallNanos();
                } while (spent < wanted);
                fastest = Math.min(fastest, last.nanosPerPass());
            }
        }
        return (int) Math.max(1, Math.round(ROUND_NANOS / fastest));
    }
}

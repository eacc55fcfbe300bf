package org.ccache.bench.baseline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.ccache.bench.measure.Comparison;
import org.ccache.bench.replay.StampMode;
import org.ccache.bench.replay.WorkerProcess;

/** Replays a trace in workers of this build, of this build again and of another, interleaved in blocks of rounds. */
public final class ReplayBaseline {
    private static final String CURRENT = "current";
    private static final String CONTROL = "current (A/A)";
    private static final String BASELINE = "baseline";
    private static final double ROUND_NANOS = 60e6;
    private static final double WARM_UP_NANOS = 0.8e9;

    private final Path trace;
    private final Path jar;
    private final String peer;
    private final int blocks;
    private final long seed;

    /**
     * Prepares a comparison.
     *
     * @param jar a benchmarks.jar of the other build
     */
    public ReplayBaseline(Path trace, Path jar, String peer, int blocks, long seed) {
        if (blocks < 1) {
            throw new IllegalArgumentException("at least one block is wanted: " + blocks);
        }
        this.trace = trace;
        this.jar = jar;
        this.peer = peer;
        this.blocks = blocks;
        this.seed = seed;
    }

    /** Runs all blocks; nothing is written to the replayed blocks, so that the times are of the allocators. */
    public Comparison run() throws IOException {
        List<WorkerProcess> workers = new ArrayList<>();
        try {
            workers.add(new WorkerProcess(CURRENT, peer, trace));
            workers.add(new WorkerProcess(CONTROL, peer, trace));
            workers.add(WorkerProcess.ofJar(BASELINE, jar, peer, trace));
            int passes = warmUp(workers);
            double[][] nanos = new double[workers.size()][blocks];
            List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
            Random random = new Random(seed);
            for (int block = 0; block < blocks; block++) {
                Collections.shuffle(order, random);
                for (int worker : order) {
                    nanos[worker][block] =
                            workers.get(worker).round(StampMode.NONE, passes).nanosPerPass();
                }
            }
            for (WorkerProcess worker : workers) {
                worker.finish();
            }
            return new Comparison(nanos[0], nanos[1], nanos[2], seed);
        } finally {
            workers.forEach(WorkerProcess::close);
        }
    }

    private static int warmUp(List<WorkerProcess> workers) throws IOException {
        double fastest = Double.MAX_VALUE;
        for (WorkerProcess worker : workers) {
            double last = 0;
            for (double spent = 0; spent < WARM_UP_NANOS; spent += last) {
                last = worker.round(StampMode.NONE, 1).wallNanos();
            }
            fastest = Math.min(fastest, last);
        }
        return (int) Math.max(1, Math.round(ROUND_NANOS / fastest));
    }
}

package org.ccache.bench.footprint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.replay.ReplayProgram;
import org.ccache.bench.replay.Replayer;
import org.ccache.bench.replay.StampMode;
import org.ccache.bench.trace.TraceReader;

/**
 * A recorded program again and again. The variant is the trace's file. Every 16th pass writes all of each block, the
 * others both ends; nothing is live between passes, so what is resident at a quiescent point is overhead itself, and the
 * ratio of this workload is that of the peaks.
 */
final class TraceWorkload implements Workload {
    private static final int FULL_ONE_IN = 16;

    @Override
    public String name() {
        return "trace";
    }

    @Override
    public void run(Peer peer, Settings settings, Meter meter) {
        ReplayProgram program;
        try {
            program = ReplayProgram.of(TraceReader.read(Path.of(settings.variant())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the trace " + settings.variant(), e);
        }
        try (Replayer replayer = new Replayer(program, peer)) {
            meter.baseline();
            long passes = Math.max(1, Math.ceilDiv(settings.operations(), program.operations()));
            long next = 0;
            long wrong = 0;
            for (long pass = 0; pass < passes; pass++) {
                wrong += replayer.round(pass % FULL_ONE_IN == 0 ? StampMode.FULL : StampMode.EDGES)
                        .failures();
                if (pass >= next || pass == passes - 1) {
                    meter.sample(LongRun.EMPTY, 0);
                    next += Math.max(1, passes / LongRun.POINTS);
                }
            }
            if (wrong != 0) {
                throw new IllegalStateException(wrong + " blocks did not hold what was written to them");
            }
            meter.operations(passes * program.operations());
            meter.figure("peakRequested", (double) program.peakLiveBytes());
        }
    }
}

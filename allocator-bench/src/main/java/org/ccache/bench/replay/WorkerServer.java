package org.ccache.bench.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.ccache.bench.machine.ProcessMemory;
import org.ccache.bench.measure.Json;
import org.ccache.bench.peer.AllocatorPeer;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.trace.Trace;

/**
 * The other end of {@link WorkerProcess}: one allocator, one trace, rounds on command. The end of the input ends the
 * worker.
 */
public final class WorkerServer implements AutoCloseable {
    private final Peer peer;
    private final ReplayProgram program;
    private final Replayer replayer;
    private final long residentBefore;
    private final boolean peakReset;

    private long passes;
    private long verified;
    private long wrong;

    /** Starts the replay's threads; from here on, memory counts as the allocator's. */
    public WorkerServer(Peer peer, Trace trace) {
        this.peer = peer;
        this.program = ReplayProgram.of(trace);
        this.replayer = new Replayer(program, peer);
        this.residentBefore = ProcessMemory.resident();
        this.peakReset = ProcessMemory.resetPeak();
    }

    /** Serves until the input ends or the order to finish has been answered. */
    public void serve(BufferedReader orders, PrintStream answers) throws IOException {
        answers.println(Json.line(new WorkerReady(
                peer.name(),
                program.trace().program(),
                program.trace().threads(),
                program.operations(),
                program.peakLiveBytes())));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            switch (Json.parse(order, Order.class)) {
                case Order.Round round -> answers.println(Json.line(round(round.mode(), round.passes())));
                case Order.Finish _ -> {
                    answers.println(Json.line(summary()));
                    return;
                }
            }
        }
    }

    /** Runs some passes; the times are the replay's own, without the reading of orders. */
    public RoundResult round(StampMode mode, int count) {
        long wall = 0;
        long cpu = 0;
        long roundWrong = 0;
        for (int pass = 0; pass < count; pass++) {
            ReplayResult result = replayer.round(mode);
            wall += result.wallNanos();
            cpu += result.cpuNanos();
            roundWrong += result.failures();
            result.firstFailures().forEach(failure -> System.err.println(peer.name() + ": " + failure));
        }
        long roundVerified =
                mode == StampMode.NONE ? 0 : (long) count * program.trace().blocks();
        passes += count;
        verified += roundVerified;
        wrong += roundWrong;
        return new RoundResult(mode, count, wall, cpu, roundVerified, roundWrong);
    }

    /** What the rounds left behind. Thread caches are still warm: the replay's threads have not ended. */
    public WorkerSummary summary() {
        List<String> problems = peer instanceof AllocatorPeer ours ? ours.problems() : List.of();
        return new WorkerSummary(
                passes * program.operations(),
                verified,
                wrong,
                peakReset ? ProcessMemory.peakResident() - residentBefore : -1,
                ProcessMemory.resident() - residentBefore,
                peer.stats(),
                problems);
    }

    /** Ends the replay's threads. The peer stays open. */
    @Override
    public void close() {
        replayer.close();
    }
}

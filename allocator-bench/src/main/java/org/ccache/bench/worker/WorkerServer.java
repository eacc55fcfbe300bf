package org.ccache.bench.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.ccache.bench.machine.ProcessMemory;
import org.ccache.bench.peer.AllocatorPeer;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.report.Json;
import org.ccache.bench.trace.ReplayResult;
import org.ccache.bench.trace.Replayer;
import org.ccache.bench.trace.Trace;

/**
 * The other end of {@link WorkerProcess}: one allocator, one trace, rounds on command. Orders come in and answers go out
 * one a line; the end of the input ends the worker.
 */
public final class WorkerServer {
    static final String ROUND = "round";
    static final String FINISH = "finish";

    private final Peer peer;
    private final Replayer replayer;
    private final long operationsPerPass;
    private final long residentBefore;
    private final boolean peakReset;

    private long passes;
    private long verified;
    private long wrong;

    public WorkerServer(Peer peer, Trace trace) {
        this.peer = peer;
        this.replayer = new Replayer(trace, peer);
        this.operationsPerPass = operations(trace);
        this.residentBefore = ProcessMemory.resident();
        this.peakReset = ProcessMemory.resetPeak();
    }

    /** Serves until the input ends or the order to finish has been answered. */
    public void serve(BufferedReader orders, PrintStream answers) throws IOException {
        answers.println(Json.line(new WorkerReady(peer.name(), operationsPerPass)));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ", -1);
            if (words[0].equals(ROUND)) {
                answers.println(Json.line(round(Integer.parseInt(words[1]))));
            } else if (words[0].equals(FINISH)) {
                answers.println(Json.line(summary()));
                return;
            } else {
                throw new IOException("unknown order: " + order);
            }
        }
    }

    /** Runs some passes; the time is the replay's own, without the reading of orders. */
    public RoundResult round(int count) {
        long nanos = 0;
        long roundVerified = 0;
        long roundWrong = 0;
        for (int pass = 0; pass < count; pass++) {
            ReplayResult result = replayer.replay();
            nanos += result.nanos();
            roundVerified += result.verified();
            roundWrong += result.wrong();
        }
        passes += count;
        verified += roundVerified;
        wrong += roundWrong;
        return new RoundResult(count, nanos, roundVerified, roundWrong);
    }

    /** What the rounds left behind. */
    public WorkerSummary summary() {
        List<String> problems = peer instanceof AllocatorPeer ours ? ours.problems() : List.of();
        return new WorkerSummary(
                passes * operationsPerPass,
                verified,
                wrong,
                peakReset ? ProcessMemory.peakResident() - residentBefore : -1,
                ProcessMemory.resident() - residentBefore,
                peer.stats(),
                problems);
    }

    /** Allocations and frees: what a program still held at its end is freed by the replay too. */
    private static long operations(Trace trace) {
        return 2L * trace.blocks();
    }
}

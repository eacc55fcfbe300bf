package org.ccache.bench.first;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.ccache.bench.machine.CompilerTime;
import org.ccache.bench.machine.MachineTime;
import org.ccache.bench.measure.Task;
import org.ccache.bench.peer.AllocatorPeer;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.PeerStats;
import org.ccache.bench.peer.PeerUnavailableException;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.replay.OneThreadReplay;
import org.ccache.bench.replay.ReplayProgram;

/**
 * The first seconds of one workload on one peer, in this process, which should be a fresh one.
 *
 * @param millis from the first operation, a multiple of {@link SpeedCurve#SLICE_MILLIS}
 * @param seed of everything random
 */
@JsonTypeName("first")
public record StartTask(String workload, String peer, int millis, long seed) implements Task.Once<StartOutcome> {
    /** What the program itself has just used is still being compiled when the allocator begins, else. */
    private static final long REST_MILLIS = 50;

    private static final double REST_SHARE = 0.05;
    private static final long MOST_MILLIS = 2_000;

    @Override
    public StartOutcome measure() throws IOException, InterruptedException {
        ReplayProgram program = OneThreadReplay.prepare(StartWorkloads.trace(workload, seed));
        awaitCompilers();
        long begun = System.nanoTime();
        try (Peer opened = Peers.open(peer)) {
            long opening = System.nanoTime() - begun;
            return measured(opened, opening, new OneThreadReplay(program, opened));
        } catch (PeerUnavailableException e) {
            return StartOutcome.without(e.getMessage());
        }
    }

    private StartOutcome measured(Peer opened, long opening, OneThreadReplay replay) throws InterruptedException {
        MachineTime machine = new MachineTime();
        SpeedCurve curve = inItsThread(opened, replay);
        double stolen = machine.stolen();
        double others = machine.others();
        PeerStats stats = opened.stats();
        List<String> problems = opened instanceof AllocatorPeer ours ? ours.problems() : List.of();
        return new StartOutcome(
                "",
                opened.version(),
                stats.mode(),
                opening,
                curve,
                replay.verified(),
                replay.wrong(),
                stats.aborts(),
                stolen,
                others,
                problems);
    }

    /** The thread is of the kind that the peer works best on, and has ended when this returns. */
    private SpeedCurve inItsThread(Peer opened, OneThreadReplay replay) throws InterruptedException {
        FutureTask<SpeedCurve> work = new FutureTask<>(() -> {
            SpeedCurve curve = SpeedCurve.of(replay::advance, System::nanoTime, millis);
            replay.finish();
            return curve;
        });
        Thread thread = opened.thread(work);
        thread.start();
        try {
            thread.join();
            return work.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(workload + " on " + peer, e.getCause());
        }
    }

    private static void awaitCompilers() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS);
        boolean rest = false;
        while (!rest && System.nanoTime() < end) {
            long span = System.nanoTime();
            long before = CompilerTime.nanos();
            Thread.sleep(REST_MILLIS);
            rest = CompilerTime.nanos() - before < (System.nanoTime() - span) * REST_SHARE;
        }
    }
}

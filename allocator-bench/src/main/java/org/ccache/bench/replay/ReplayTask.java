package org.ccache.bench.replay;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.ccache.bench.measure.Task;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.trace.TraceReader;

/**
 * A trace on a peer, over and over. Nothing is written to the replayed blocks, so that the time is the allocator's.
 *
 * @param warmUpMillis before the passes that count
 * @param windowMillis that these take, at least
 */
@JsonTypeName("replay")
public record ReplayTask(String trace, String peer, long warmUpMillis, long windowMillis)
        implements Task.Once<RoundResult> {
    @Override
    public RoundResult measure() throws IOException {
        try (Peer opened = Peers.open(peer);
                WorkerServer worker = new WorkerServer(opened, TraceReader.read(Path.of(trace)))) {
            passes(worker, warmUpMillis);
            return passes(worker, windowMillis);
        }
    }

    /** By the clock on the wall: what the passes of a small trace report is a part of what they take. */
    private static RoundResult passes(WorkerServer worker, long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        int passes = 0;
        long wall = 0;
        long cpu = 0;
        do {
            RoundResult pass = worker.round(StampMode.NONE, 1);
            passes++;
            wall += pass.wallNanos();
            cpu += pass.cpuNanos();
        } while (System.nanoTime() < end);
        return new RoundResult(StampMode.NONE, passes, wall, cpu, 0, 0);
    }
}

package org.ccache.bench.replay;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.ccache.bench.measure.Task;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.trace.TraceReader;

/** A trace on a peer, a round for each {@link Order}. */
@JsonTypeName("replay-worker")
public record WorkerTask(String trace, String peer) implements Task.Serving {

    @Override
    public void serve(BufferedReader orders, PrintStream answers) throws IOException {
        try (Peer opened = Peers.open(peer);
                WorkerServer worker = new WorkerServer(opened, TraceReader.read(Path.of(trace)))) {
            worker.serve(orders, answers);
        }
    }
}

package org.ccache.bench.replay;

import java.io.IOException;
import java.nio.file.Path;
import org.ccache.bench.measure.ChildJvm;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.measure.Worker;

/** A worker as its controller sees it: a JVM that lives through all rounds, with one allocator and one trace. */
public final class WorkerProcess implements AutoCloseable {
    private final Worker worker;
    private final WorkerReady ready;

    /** Starts a worker and waits until it has read its trace. */
    public WorkerProcess(String name, String peer, Path trace) throws IOException {
        worker = ChildJvm.with(Flags.MEASURED).serve(name, new WorkerTask(trace.toString(), peer));
        try {
            ready = worker.ready(WorkerReady.class);
        } catch (IOException | RuntimeException e) {
            worker.close();
            throw e;
        }
    }

    public String name() {
        return worker.name();
    }

    /** What it said when it had read its trace. */
    public WorkerReady ready() {
        return ready;
    }

    /** Runs {@code passes} over the trace and waits for the result. */
    public RoundResult round(StampMode mode, int passes) throws IOException {
        return worker.order(new Order.Round(mode, passes), RoundResult.class);
    }

    /** Ends the worker. */
    public WorkerSummary finish() throws IOException {
        return worker.order(new Order.Finish(), WorkerSummary.class);
    }

    /** Ends the process, by force if it does not end by itself. */
    @Override
    public void close() {
        worker.close();
    }
}

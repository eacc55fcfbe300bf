package org.ccache.bench.workload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.ccache.bench.peer.Peer;

/**
 * A line of work: one thread, or threads that follow each other. It works until it is told to stop, frees what it
 * holds, and ends. The harness reads its counters while it works, so they are written with opaque stores, rarely: a
 * lane counts after about a millisecond of work, not after each operation.
 */
public abstract class Lane {
    private static final long PATIENCE_SECONDS = 60;
    private static final VarHandle OPERATIONS;
    private static final VarHandle REQUESTED;
    private static final VarHandle NOW;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OPERATIONS = lookup.findVarHandle(Lane.class, "operations", long.class);
            REQUESTED = lookup.findVarHandle(Lane.class, "requestedPeak", long.class);
            NOW = lookup.findVarHandle(Lane.class, "requestedNow", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private volatile Standstill standstill;

    @SuppressWarnings("unused") // through OPERATIONS
    private long operations;

    @SuppressWarnings("unused") // through REQUESTED
    private long requestedPeak;

    @SuppressWarnings("unused") // through NOW
    private long requestedNow;

    /** Works until {@link #stopped()}, then frees all blocks. Runs in a thread that {@link #thread} made. */
    protected abstract void work() throws Exception;

    /** A thread for a part of this lane, not started. */
    protected Thread thread(Peer peer, Runnable task) {
        return peer.thread(task);
    }

    /** Starts the lane's first thread. */
    public void start(Peer peer) {
        thread(peer, this::run).start();
    }

    private void run() {
        try {
            work();
        } catch (Throwable e) { // whatever it is, the harness must hear of it
            fail(e);
        } finally {
            if (endsWithFirstThread()) {
                end();
            }
        }
    }

    /** Whether the lane ends with its first thread; a lane of successive threads says no and calls {@link #end()}. */
    protected boolean endsWithFirstThread() {
        return true;
    }

    /** Marks the lane as ended. */
    protected final void end() {
        ended.countDown();
    }

    /** Keeps the first failure. The lane should end. */
    protected final void fail(Throwable e) {
        failure.compareAndSet(null, e);
    }

    /** Adds operations; only one thread of the lane at a time may call it. */
    protected final void count(long more) {
        OPERATIONS.setOpaque(this, (long) OPERATIONS.getOpaque(this) + more);
    }

    /** Keeps the highest sum of requested bytes of live blocks. */
    protected final void requested(long bytes) {
        NOW.setOpaque(this, bytes);
        if (bytes > (long) REQUESTED.getOpaque(this)) {
            REQUESTED.setOpaque(this, bytes);
        }
    }

    /** Whether to end. If the harness wants the lanes to hold still, this waits first until it has looked. */
    protected final boolean stopped() {
        Standstill wanted = standstill;
        if (wanted != null) {
            wanted.meet(this::settle);
        }
        return stopped;
    }

    /** Frees what others sent to this lane: called while all lanes hold still and none sends any more. */
    protected void settle() {}

    /** Has the lane meet the others and the harness at its next looks at {@link #stopped()}, until told null. */
    void meetAt(Standstill place) {
        standstill = place;
    }

    /** Tells the lane to end. */
    public void stop() {
        stopped = true;
    }

    /** Operations so far. */
    public long operations() {
        return (long) OPERATIONS.getOpaque(this);
    }

    /** Requested bytes of live blocks, as the lane counted them last. */
    public final long requestedNow() {
        return (long) NOW.getOpaque(this);
    }

    public final long requestedPeak() {
        return (long) REQUESTED.getOpaque(this);
    }

    /** What went wrong, or null. */
    public final Throwable failure() {
        return failure.get();
    }

    /** Stops lanes and waits until they have ended. */
    public static void end(List<Lane> lanes) throws InterruptedException {
        lanes.forEach(Lane::stop);
        for (Lane lane : lanes) {
            if (!lane.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                failIfFailed(lanes);
                throw new IllegalStateException("a lane did not end within " + PATIENCE_SECONDS + " s");
            }
        }
    }

    /** Throws the first lane's failure that there is. */
    public static void failIfFailed(List<Lane> lanes) {
        for (Lane lane : lanes) {
            if (lane.failure() != null) {
                throw new IllegalStateException("a lane failed: " + lane.failure(), lane.failure());
            }
        }
    }

    /** Opened when the lane has ended. */
    public final CountDownLatch ended() {
        return ended;
    }

    /** Blocks whose contents were verified; asked for after the end. */
    public long verified() {
        return 0;
    }

    /** Blocks whose contents had changed; asked for after the end. */
    public long wrong() {
        return 0;
    }

    /** Told when the measured window begins: forget what was recorded before. Called by another thread. */
    public void windowBegins() {}

    /**
     * Latencies in nanoseconds by what they are of, recorded since {@link #windowBegins()}; asked for after the end.
     */
    public Map<String, Histogram> latencies() {
        return Map.of();
    }
}

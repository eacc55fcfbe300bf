package org.ccache.bench.workload.server;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.ccache.bench.workload.WindowHistogram;

/**
 * Sends request {@code k} at {@code begin + k * interval}, whatever the server does. No request is skipped: those that
 * a slow server or a late timer delayed are sent at once, and all are answered before the end. Records
 *
 * <ul>
 *   <li>"message": from the intended instant to when the whole response was received,
 *   <li>"start": from the intended instant to the first attempt to write the request: the lateness of timers, and
 *       waiting for earlier requests that the socket does not take.
 * </ul>
 *
 * <p>A second thread sends, because it sleeps between instants: a thread that spun would take one of few processors
 * from the server, and the processor time of a message would be that of spinning.
 */
final class OpenClient extends Client {
    private final long intervalNanos;
    private final WindowHistogram messages = new WindowHistogram();
    private final WindowHistogram starts = new WindowHistogram();

    /** Set before the sending thread starts. */
    private long begin;

    /** Requests that are due and not begun, by connection: of the sending thread. */
    private final int[] due;

    private long received;

    /** How many were sent, when the sending thread has ended; -1 before. */
    private volatile long sent = -1;

    /** Whether sending failed: not every request will be answered. */
    private volatile boolean broken;

    OpenClient(Frames frames, int connections, long intervalNanos, Hooks hooks) {
        super(frames, connections, hooks);
        this.intervalNanos = intervalNanos;
        this.due = new int[connections];
    }

    @Override
    protected void begin() {
        begin = System.nanoTime();
        Thread.ofPlatform().name("loopback-sender").daemon().start(this::send);
    }

    private void send() {
        long next = 0;
        try {
            while (!hooks.stopped().getAsBoolean()) {
                for (long now = System.nanoTime() - begin; next * intervalNanos <= now; next++) {
                    due[(int) (next % due.length)]++;
                }
                sendDue();
                LockSupport.parkNanos(next * intervalNanos - (System.nanoTime() - begin));
            }
            while (!ended() && !sendDue()) {
                LockSupport.parkNanos(intervalNanos);
            }
        } catch (Throwable e) { // whatever it is, the harness must hear of it
            hooks.fail().accept(e);
            broken = true;
        } finally {
            sent = next;
        }
    }

    /** Returns whether nothing is left that the sockets did not take. */
    private boolean sendDue() throws IOException {
        boolean all = true;
        for (int i = 0; i < due.length; i++) {
            ClientConnection connection = connections().get(i);
            boolean written = connection.flush();
            while (written && due[i] > 0) {
                due[i]--;
                long start = System.nanoTime() - begin;
                starts.record(start - connection.begin() * intervalNanos);
                written = connection.flush();
            }
            all &= written;
        }
        return all;
    }

    @Override
    protected int ready(ClientConnection connection) throws IOException {
        int responses = connection.receive(this::answered);
        received += responses;
        return responses;
    }

    private void answered(long request) {
        messages.record(System.nanoTime() - begin - request * intervalNanos);
    }

    @Override
    protected boolean complete() {
        return broken || received == sent;
    }

    @Override
    void windowBegins() {
        messages.windowBegins();
        starts.windowBegins();
    }

    @Override
    Map<String, Histogram> latencies() {
        return Map.of("message", messages.histogram(), "start", starts.histogram());
    }
}

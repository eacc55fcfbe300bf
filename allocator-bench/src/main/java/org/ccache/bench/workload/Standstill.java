package org.ccache.bench.workload;

import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where the lanes of a run hold still, so that the harness may look while nothing moves. In three steps, all together:
 * no lane works; each has freed what others sent to it; the harness has looked.
 *
 * <p>For lanes that do not wait for each other within their work: one that held still would keep the other from coming.
 */
public final class Standstill {
    private static final long PATIENCE_SECONDS = 60;

    private final List<Lane> lanes;
    private final Phaser gate;

    public Standstill(List<Lane> lanes) {
        this.lanes = List.copyOf(lanes);
        this.gate = new Phaser(lanes.size() + 1);
    }

    /**
     * Holds the lanes, looks, and lets them go on.
     *
     * @throws IllegalStateException if a lane failed or did not come
     */
    public void look(Runnable look) throws InterruptedException {
        lanes.forEach(lane -> lane.meetAt(this));
        boolean looked = false;
        try {
            await(); // none works
            lanes.forEach(lane -> lane.meetAt(null)); // before they are let go: else one could come twice
            await(); // all have settled
            look.run();
            await(); // all leave: one that was late would fill a place of the next look
            looked = true;
        } finally {
            if (!looked) {
                lanes.forEach(lane -> lane.meetAt(null));
                gate.forceTermination(); // whoever waits goes on, to be stopped
            }
        }
    }

    private void await() throws InterruptedException {
        int phase = gate.arrive();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                gate.awaitAdvanceInterruptibly(phase, 10, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                Lane.failIfFailed(lanes);
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("a lane did not hold still in " + PATIENCE_SECONDS + " s", e);
                }
            }
        }
    }

    /** The lane's side. */
    void meet(Runnable settle) {
        gate.arriveAndAwaitAdvance();
        settle.run();
        gate.arriveAndAwaitAdvance();
        gate.arriveAndAwaitAdvance();
    }
}

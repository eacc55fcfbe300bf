package org.ccache.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ccache.bench.peer.Peer;

/** Runs lanes as the measuring process does, for a moment. */
public final class ShortRun {
    private ShortRun() {}

    /** Starts the lanes, opens the window after some time, and ends them after some more. */
    public static void run(Peer peer, List<? extends Lane> lanes, long warmUpMillis, long windowMillis)
            throws InterruptedException {
        lanes.forEach(lane -> lane.start(peer));
        TimeUnit.MILLISECONDS.sleep(warmUpMillis);
        lanes.forEach(Lane::windowBegins);
        TimeUnit.MILLISECONDS.sleep(windowMillis);
        end(lanes);
    }

    /**
     * The same, but by what the lanes do and not by the clock alone: on a busy machine they may begin late. The window
     * opens after {@code operations} of each lane, and closes after as many more.
     */
    public static void run(Peer peer, List<? extends Lane> lanes, long warmUpMillis, long windowMillis, long operations)
            throws InterruptedException {
        lanes.forEach(lane -> lane.start(peer));
        TimeUnit.MILLISECONDS.sleep(warmUpMillis);
        awaitOperations(lanes, operations);
        lanes.forEach(Lane::windowBegins);
        TimeUnit.MILLISECONDS.sleep(windowMillis);
        awaitOperations(lanes, operations);
        end(lanes);
    }

    /** Waits until each lane has done so many more; longer than any scheduler lets a thread wait. */
    public static void awaitOperations(List<? extends Lane> lanes, long more) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        for (Lane lane : lanes) {
            long before = lane.operations();
            while (lane.operations() < before + more && lane.failure() == null && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    /** Ends lanes and says what went wrong in them. */
    public static void end(List<? extends Lane> lanes) throws InterruptedException {
        lanes.forEach(Lane::stop);
        for (Lane lane : lanes) {
            assertThat(lane.ended().await(30, TimeUnit.SECONDS)).isTrue();
            if (lane.failure() != null) {
                throw new AssertionError("a lane failed", lane.failure());
            }
        }
    }
}

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

package org.ccache.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.peer.VoidPeer;
import org.ccache.bench.replay.ReferencePeer;
import org.ccache.bench.trace.Trace;
import org.ccache.bench.trace.TraceSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Workloads whose sizes were observed somewhere run, keep to what they say, and free all they took. */
@Timeout(60)
class RecordedWorkloadsTest {
    private static final int PROCESSORS = 2;
    private static final long MILLIS = 50;

    private static List<Lane> run(Workload workload, Peer peer, int processors) throws InterruptedException {
        List<Lane> lanes = workload.lanes(peer, processors, 1);
        for (Lane lane : lanes) {
            lane.start(peer);
        }
        for (Lane lane : lanes) {
            while (lane.operations() == 0 && lane.failure() == null) {
                Thread.sleep(1);
            }
        }
        Thread.sleep(MILLIS);
        lanes.forEach(Lane::stop);
        for (Lane lane : lanes) {
            assertThat(lane.ended().await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(lane.failure()).isNull();
            assertThat(lane.operations()).isPositive();
            assertThat(lane.requestedPeak()).isPositive();
        }
        return lanes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "netty-websocket",
                "fleet-1",
                "fleet-3",
                "fleet-8",
                "redis",
                "replay-cc1",
                "replay-convert",
                "replay-curl",
                "replay-git",
                "replay-java",
                "replay-mariadb",
                "replay-nginx",
                "replay-python",
                "replay-redis",
                "replay-sqlite3",
                "replay-xsltproc"
            })
    void freesAllItTook(String name) throws InterruptedException {
        Workload workload = Workloads.named(name);
        try (ReferencePeer peer = new ReferencePeer()) {
            List<Lane> lanes = run(workload, peer, PROCESSORS);
            assertThat(peer.live()).isZero();
            assertThat(lanes).hasSize(name.startsWith("netty") || name.startsWith("fleet") ? PROCESSORS : 1);
            boolean verifies = workload.needs().contents();
            for (Lane lane : lanes) {
                assertThat(lane.verified() > 0).isEqualTo(verifies);
                assertThat(lane.wrong()).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty-websocket", "fleet-8", "redis", "replay-java", "replay-sqlite3"})
    void runsOnTheProduct(String name) throws InterruptedException {
        try (Peer peer = Peers.open("ccache")) {
            for (Lane lane : run(Workloads.named(name), peer, PROCESSORS)) {
                assertThat(lane.wrong()).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty-websocket", "fleet-1", "fleet-3", "fleet-8"})
    void theHarnessAloneCanBeMeasured(String name) throws InterruptedException {
        Workload workload = Workloads.named(name);
        assertThat(workload.needs().refusal(Peers.info("void"))).isEmpty();
        try (Peer peer = new VoidPeer()) {
            run(workload, peer, PROCESSORS);
        }
    }

    @ParameterizedTest
    @CsvSource({"netty-websocket, 18, 24", "fleet-1, 48, 80", "fleet-3, 48, 80", "fleet-8, 48, 80", "redis, 56, 64"})
    void livesInTheMemoryItSays(String name, long leastMib, long mostMib) throws InterruptedException {
        int processors = 3;
        long lanes = name.startsWith("netty") ? processors : 1; // the others share out a sum
        try (ReferencePeer peer = new ReferencePeer()) {
            long peak = run(Workloads.named(name), peer, processors).stream()
                    .mapToLong(Lane::requestedPeak)
                    .sum();
            assertThat(peak >> 20).isBetween(leastMib * lanes, mostMib * lanes);
        }
    }

    private static Stream<String> replays() {
        return Workloads.NAMES.stream().filter(Replay::is);
    }

    @ParameterizedTest
    @MethodSource("replays")
    void theNeedsOfAReplayAreThoseOfItsTrace(String name) {
        Replay replay = (Replay) Workloads.named(name);
        Trace trace = replay.program().trace();
        TraceSummary summary = TraceSummary.of(trace);
        assertThat(replay.needs()).isEqualTo(new Needs(summary.crossThreadReleases() > 0, true, summary.maxSize()));
        assertThat(replay.needs().refusal(Peers.info("void"))).contains("verifies");
    }

    @Test
    void aReplayNoticesBlocksThatShareMemory() throws InterruptedException {
        try (Peer peer = new VoidPeer()) {
            Lane lane = run(Workloads.named("replay-sqlite3"), peer, 1).getFirst();
            assertThat(lane.wrong()).isPositive();
        }
    }
}

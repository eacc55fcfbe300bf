package org.ccache.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ccache.bench.peer.PeerInfo;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.peer.StripedPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every workload for a moment, on the front end that works everywhere. */
class WorkloadsTest {
    @SuppressWarnings("unused") // by name, below
    static final List<String> NAMES = Workloads.NAMES;

    private static final int MILLIS = 80;
    private static final int PATIENCE_SECONDS = 30;

    @ParameterizedTest
    @FieldSource("NAMES")
    void worksCountsAndFreesEachBlockOnce(String name) throws InterruptedException {
        Workload workload = Workloads.named(name);
        try (StripedPeer striped = new StripedPeer()) {
            CountingPeer peer = new CountingPeer(striped);
            List<Lane> lanes = workload.lanes(peer, 2, 1);
            lanes.forEach(lane -> lane.start(peer));
            TimeUnit.MILLISECONDS.sleep(MILLIS);
            lanes.forEach(Lane::windowBegins);
            TimeUnit.MILLISECONDS.sleep(MILLIS);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS); // some fill many slots at first
            while (operations(lanes) == 0 && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(MILLIS);
            }
            lanes.forEach(Lane::stop);
            for (Lane lane : lanes) {
                assertThat(lane.ended().await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isTrue();
                assertThat(lane.failure()).isNull();
                assertThat(lane.wrong()).isZero();
            }
            assertThat(operations(lanes)).isPositive();
            assertThat(peer.allocations()).isPositive();
            assertThat(peer.live()).as("blocks that were not freed").isZero();
            assertThat(striped.stats().liveBytes()).isZero();
            assertThat(striped.problems()).isEmpty();
        }
    }

    private static long operations(List<Lane> lanes) {
        return lanes.stream().mapToLong(Lane::operations).sum();
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void saysWhatItIs(String name) {
        Workload workload = Workloads.named(name);
        assertThat(workload.what()).hasSizeGreaterThan(40);
        assertThat(workload.operation()).isNotBlank();
        assertThat(workload.needs().refusal(Peers.info("ccache"))).isEmpty();
    }

    @Test
    void aPeerThatDoesNotFitIsToldWhy() {
        PeerInfo own = new PeerInfo("own", PeerInfo.Family.JAVA, "", "", false, 1 << 20, List.of(), false);
        assertThat(Workloads.named("xmalloc").needs().refusal(own)).contains("only the thread that allocated");
        assertThat(Workloads.named("malloc-large").needs().refusal(own)).contains("26214400 are asked for");
        assertThat(Workloads.named("mstress").needs().refusal(Peers.info("void")))
                .contains("share memory");
        assertThat(Workloads.named("glibc-simple").needs().refusal(own)).isEmpty();
    }

    @Test
    void anUnknownOneIsNamedWithThoseThatThereAre() {
        assertThatThrownBy(() -> Workloads.named("larsen"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("larsen")
                .hasMessageContaining("larson-sized");
    }
}

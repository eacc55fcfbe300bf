package org.ccache.bench.workload.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.VoidPeer;
import org.ccache.bench.workload.CountingPeer;
import org.ccache.bench.workload.Lane;
import org.ccache.bench.workload.ShortRun;
import org.ccache.bench.workload.Workload;
import org.ccache.bench.workload.WorkloadGroup;
import org.ccache.bench.workload.Workloads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(90)
class LoopsTest {
    private static final int PROCESSORS = 4;
    private static final long OPERATIONS = 20_000;

    static final List<String> NAMES = List.of(
            "pair",
            "pair-touched",
            "slot-replace",
            "slot-replace-touched",
            "burst",
            "burst-touched",
            "hand-off",
            "hand-off-touched");

    private static List<Lane> run(String name, Peer peer) throws InterruptedException {
        List<Lane> lanes = Workloads.named(name).lanes(peer, PROCESSORS, 1);
        ShortRun.run(peer, lanes, 0, 0, OPERATIONS);
        return lanes;
    }

    @Test
    void eachStandsBesideItsTouchedFormAndNothingElseIsALoop() {
        assertThat(Workloads.NAMES)
                .filteredOn(name -> Workloads.group(name).loop())
                .containsExactlyElementsOf(NAMES);
        assertThat(NAMES)
                .filteredOn(name -> Workloads.group(name) == WorkloadGroup.TOUCHED_LOOP)
                .allMatch(name -> name.endsWith("-touched"))
                .hasSize(NAMES.size() / 2);
        assertThat(Workloads.group("of-another-build")).isEqualTo(WorkloadGroup.FIELD);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void verifiesBlocksThatItTouchesAndNoOthers(String name) throws InterruptedException {
        Workload workload = Workloads.named(name);
        boolean touched = workload.group() == WorkloadGroup.TOUCHED_LOOP;
        assertThat(workload.needs().contents()).isEqualTo(touched);
        try (CountingPeer peer = new CountingPeer()) {
            for (Lane lane : run(name, peer)) {
                assertThat(lane.verified()).isEqualTo(touched ? lane.operations() : 0);
                assertThat(lane.wrong()).isZero();
            }
            assertThat(peer.live()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"slot-replace-touched", "burst-touched", "hand-off-touched"})
    void noticesBlocksThatShareMemory(String name) throws InterruptedException {
        try (Peer peer = new VoidPeer()) {
            assertThat(run(name, peer)).allMatch(lane -> lane.wrong() > 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"pair, 1", "slot-replace, 1", "burst-touched, 1", "hand-off, 2", "hand-off-touched, 2"})
    void onlyAHandOffHasSecondThreads(String name, int lanes) throws InterruptedException {
        try (CountingPeer peer = new CountingPeer()) {
            assertThat(run(name, peer)).hasSize(lanes);
            assertThat(peer.allocating()).hasSize(lanes);
            if (name.startsWith("hand-off")) {
                assertThat(peer.freeing()).hasSize(lanes).doesNotContainAnyElementsOf(peer.allocating());
            } else {
                assertThat(peer.freeing()).isEqualTo(peer.allocating());
            }
        }
    }
}

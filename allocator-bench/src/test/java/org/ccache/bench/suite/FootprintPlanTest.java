package org.ccache.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ccache.bench.workload.memory.Scale;
import org.junit.jupiter.api.Test;

class FootprintPlanTest {

    private static List<String> planned(String workload, String... peers) {
        return new FootprintPlan(List.of(workload), List.of(peers), List.of(), true, Scale.quick())
                .tasks().stream().map(FootprintTask::peer).toList();
    }

    @Test
    void aBoundThatSharesMemoryHasNoFootprint() {
        assertThat(FootprintPlan.allPeers()).contains("ccache", "arrow", "void").doesNotContain("slicing");
    }

    @Test
    void whoeverCannotFreeForOthersIsLeftOut() {
        assertThat(planned("rest", "arena-confined", "arena-shared")).containsExactly("arena-shared");
        assertThat(planned("slots", "arena-confined", "arena-shared"))
                .containsExactlyInAnyOrder("arena-confined", "arena-shared");
    }

    @Test
    void contentsAreVerifiedOnlyWhereThereAreAny() {
        assertThat(planned("redis", "void", "malloc")).containsExactly("malloc");
        assertThat(planned("rest", "void", "malloc")).containsExactlyInAnyOrder("void", "malloc");
    }

    @Test
    void plansInterleaveThePeersOfEachWorkload() {
        List<FootprintTask> steps = new FootprintPlan(
                        List.of("rest", "redis", "cpuset"),
                        List.of("ccache", "malloc", "void"),
                        List.of(),
                        true,
                        new Scale("", 8 << 20, 20_000, 0, 1))
                .tasks();
        assertThat(steps)
                .extracting(FootprintTask::workload)
                .containsExactly("rest", "rest", "rest", "redis", "redis", "cpuset");
        assertThat(steps)
                .filteredOn(s -> s.workload().equals("cpuset"))
                .singleElement()
                .satisfies(s -> assertThat(s.peer()).isEqualTo("ccache"));
    }
}

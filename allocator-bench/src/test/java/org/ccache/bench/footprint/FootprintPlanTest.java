package org.ccache.bench.footprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FootprintPlanTest {

    private static List<String> planned(String workload, String... peers) {
        return FootprintPlan.steps(List.of(workload), List.of(peers), List.of(), true, Settings.quick()).stream()
                .map(FootprintPlan.Step::peer)
                .toList();
    }

    @Test
    void aBoundThatSharesMemoryHasNoFootprint() {
        assertThat(FootprintPlan.peers()).contains("ccache", "arrow", "void").doesNotContain("slicing");
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
}

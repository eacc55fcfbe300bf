package org.ccache.bench.research.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplorerTest {
    @Test
    void withAllGuardsNoStateHasAFault() {
        Exploration exploration = new Explorer(2, 1, EnumSet.allOf(Guard.class)).explore();
        assertThat(exploration.fault()).isEmpty();
        assertThat(exploration.trace()).isEmpty();
        assertThat(exploration.states()).isGreaterThan(1_000_000);
    }

    @ParameterizedTest
    @EnumSource
    void withoutAGuardThereIsAFaultAndAWayToIt(Guard guard) {
        Exploration exploration = Explorer.without(guard, 2, 2).explore();
        assertThat(exploration.fault()).isNotEmpty();
        assertThat(exploration.trace()).isNotEmpty();
    }

    /** A thread that stands between its look at the state and its commit, and a drainer that passes by. */
    @Test
    void theWayWithoutAFenceIsTheOneThatTheSpecificationTells() {
        assertThat(Explorer.without(Guard.FENCE, 2, 1).explore().trace())
                .containsSubsequence(
                        "T0 reads OPEN",
                        "D0 stops index 0",
                        "D0 goes on without a fence",
                        "D0 reads current = 0",
                        "T0 commits a push",
                        "D0 moves 0 blocks, sets the capacity to 1");
    }
}

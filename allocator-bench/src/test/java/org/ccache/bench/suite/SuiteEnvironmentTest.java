package org.ccache.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.ccache.bench.machine.MachineReport;
import org.junit.jupiter.api.Test;

class SuiteEnvironmentTest {
    private final Map<String, String> begun = new LinkedHashMap<>(Map.of(
            SuiteEnvironment.PLAN,
            "{}",
            SuiteEnvironment.REVISION,
            "a",
            "build",
            "3f",
            "kernel",
            "6",
            "libc",
            "glibc 2.36",
            MachineReport.ALLOCATORS,
            "none"));

    private final Map<String, String> now = new LinkedHashMap<>(begun);

    @Test
    void theSameGoesOn() {
        assertThat(SuiteEnvironment.difference(begun, now)).isEmpty();
    }

    @Test
    void whateverIsAnotherOneIsNamed() {
        for (String fact : begun.keySet()) {
            now.put(fact, "x");
            assertThat(SuiteEnvironment.difference(begun, now))
                    .isEqualTo(fact + " was " + begun.get(fact) + " and is x");
            now.put(fact, begun.get(fact));
        }
    }

    /** Folders of older builds have fewer facts, but always a plan and a revision. */
    @Test
    void whatWasNotWrittenThenIsNoDifference() {
        begun.keySet().retainAll(Set.of(SuiteEnvironment.PLAN, SuiteEnvironment.REVISION));
        assertThat(SuiteEnvironment.difference(begun, now)).isEmpty();
        begun.remove(SuiteEnvironment.PLAN);
        assertThat(SuiteEnvironment.difference(begun, now)).isEqualTo("plan was null and is {}");
    }
}

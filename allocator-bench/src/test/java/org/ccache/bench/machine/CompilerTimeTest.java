package org.ccache.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CompilerTimeTest {
    /** Beside the JVM's own counter, which has whole milliseconds and only compilations that have ended. */
    @Test
    void countsWhatTheCompilersUse() {
        assertThat(CompilerTime.nanos()).isPositive();
        long counted = ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
        assertThat(Duration.ofNanos(CompilerTime.nanos())).isLessThan(Duration.ofMillis(20 * counted + 10_000));
    }
}

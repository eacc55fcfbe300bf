package org.ccache.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class CompilerTimeTest {
    private static final long TICKS = 50_000_000; // the process' time comes in ticks of 10 ms

    /** Were this thread's time in it too, the two would be more than the whole process has used. */
    @Test
    void countsTheCompilersAndNoOtherThreads() {
        long compilers = CompilerTime.nanos();
        long own = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        while (own < 4 * TICKS) {
            Thread.onSpinWait();
            compilers = CompilerTime.nanos();
            own = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
        long process = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
        assertThat(compilers).isPositive();
        assertThat(compilers + own).isLessThan(process + TICKS);
    }
}

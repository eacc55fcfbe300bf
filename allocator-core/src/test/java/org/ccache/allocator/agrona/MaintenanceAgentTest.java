package org.ccache.allocator.agrona;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.Maintenance;
import org.junit.jupiter.api.Test;

/** Maintenance in an application's own duty cycles. */
final class MaintenanceAgentTest {
    private static CcacheAllocator allocator() {
        return CcacheAllocator.builder()
                .maintenance(Maintenance.CALLER)
                .purgeDelay(Duration.ofMillis(200))
                .build();
    }

    private static void peak(CcacheAllocator allocator) {
        long[] blocks = new long[1000];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = allocator.allocate(i * 100L);
        }
        for (long block : blocks) {
            allocator.free(block);
        }
    }

    @Test
    void anInvokerDoesItNowAndThen() {
        try (CcacheAllocator allocator = allocator()) {
            AgentInvoker invoker = new AgentInvoker(Throwable::printStackTrace, null, new MaintenanceAgent(allocator));
            invoker.start();
            peak(allocator);
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            int work = 0;
            while (allocator.stats().mappedBytes() > 0 && System.nanoTime() - end < 0) {
                work += invoker.invoke();
            }
            assertThat(allocator.stats().mappedBytes()).isZero();
            assertThat(work).isPositive();
            assertThat(invoker.agent().roleName()).isEqualTo("ccache-maintenance");
            invoker.close();
        }
    }

    @Test
    void aRunnerDoesItOnAThreadOfTheApplication() throws InterruptedException {
        try (CcacheAllocator allocator = allocator();
                AgentRunner runner = new AgentRunner(
                        new SleepingMillisIdleStrategy(10),
                        Throwable::printStackTrace,
                        null,
                        new MaintenanceAgent(allocator))) {
            AgentRunner.startOnThread(runner);
            peak(allocator);
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (allocator.stats().mappedBytes() > 0 && System.nanoTime() - end < 0) {
                Thread.sleep(20);
            }
            assertThat(allocator.stats().mappedBytes()).isZero();
        }
    }
}

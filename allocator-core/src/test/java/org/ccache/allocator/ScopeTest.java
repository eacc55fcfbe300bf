package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Accounts of subsystems: what counts, what is refused, what a wrong use does. */
final class ScopeTest {
    private static final long MIB = 1 << 20;

    private final CcacheAllocator allocator =
            CcacheAllocator.builder().reserve(256 * MIB).build();

    @AfterEach
    void conserved() {
        try (allocator) {
            AuditReport report = allocator.audit();
            assertThat(report.clean()).as(report.toString()).isTrue();
        }
    }

    @Test
    void aBlockCountsInItsScopeAndItsParents() {
        AllocatorScope network = allocator.scope("network", 10 * MIB);
        AllocatorScope tls = network.scope("tls", MIB);
        long small = tls.allocate(1000);
        long large = network.allocate(100_000);
        long aligned = tls.allocate(100, 4096);
        assertThat(aligned & 4095).isZero();
        assertThat(tls.stats())
                .isEqualTo(new ScopeStats(
                        "network/tls",
                        MIB,
                        allocator.usableSize(small) + allocator.usableSize(aligned),
                        allocator.usableSize(small) + allocator.usableSize(aligned),
                        2,
                        2,
                        0));
        assertThat(network.stats().liveBytes()).isEqualTo(tls.stats().liveBytes() + allocator.usableSize(large));
        assertThat(network.stats().liveBlocks()).isEqualTo(3);
        tls.free(small);
        tls.free(aligned);
        network.free(large);
        assertThat(network.stats().liveBytes()).isZero();
        assertThat(network.stats().peakLiveBytes()).isPositive();
        tls.close();
        network.close();
        assertThat(allocator.audit().liveBlocks()).isZero();
    }

    @Test
    void theLimitIsExactAndNamed() {
        AllocatorScope scope = allocator.scope("cache", 9984);
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            blocks.add(scope.allocate(1024));
        }
        assertThatThrownBy(() -> scope.allocate(1024))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("scope cache")
                .hasMessageContaining("asked for 1024")
                .hasMessageContaining("9216 are live")
                .hasMessageContaining("allowed are 9984");
        blocks.add(scope.allocate(768)); // 9216 + 768 = 9984
        assertThatThrownBy(() -> scope.allocate(0)).isInstanceOf(OutOfMemoryError.class);
        assertThat(scope.stats().refused()).isEqualTo(2);
        assertThat(scope.stats().liveBytes()).isEqualTo(9984);
        blocks.forEach(scope::free);
        assertThat(scope.stats().liveBytes()).isZero();
        scope.close();
    }

    @Test
    void aParentsLimitRefusesTheChild() {
        AllocatorScope parent = allocator.scope("parent", 1000);
        AllocatorScope child = parent.scope("child", Long.MAX_VALUE);
        assertThatThrownBy(() -> child.allocate(2000))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("scope parent:")
                .hasMessageContaining("asked by scope parent/child");
        assertThat(child.stats().liveBytes()).isZero(); // nothing is counted anywhere
        assertThat(parent.stats().refused()).isEqualTo(1);
        assertThat(child.stats().refused()).isZero();
    }

    @Test
    void aLimitMayChange() {
        AllocatorScope scope = allocator.scope("s", 1 * MIB);
        long block = scope.allocate(100_000);
        scope.limit(10); // below what is live: nothing is taken away
        assertThatThrownBy(() -> scope.allocate(10)).isInstanceOf(OutOfMemoryError.class);
        scope.free(block);
        scope.limit(0);
        assertThatThrownBy(() -> scope.allocate(0)).isInstanceOf(OutOfMemoryError.class);
        scope.limit(16);
        scope.free(scope.allocate(1));
        assertThatThrownBy(() -> scope.limit(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> allocator.scope("t", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> scope.allocate(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> scope.allocate(1, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reallocateKeepsTheAccount() {
        AllocatorScope scope = allocator.scope("s", 10_000);
        long block = scope.allocate(100);
        allocator.segment(block).fill((byte) 7);
        block = scope.reallocate(block, 3000);
        assertThat(allocator.segment(block).asSlice(0, 100).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
                .containsOnly(7);
        assertThat(scope.stats().liveBytes()).isEqualTo(allocator.usableSize(block));
        long kept = block;
        assertThatThrownBy(() -> scope.reallocate(kept, 11_000)).isInstanceOf(OutOfMemoryError.class);
        assertThat(scope.stats().liveBytes()).isEqualTo(allocator.usableSize(block));
        block = scope.reallocate(block, 10);
        assertThat(scope.stats().liveBytes()).isEqualTo(16);
        scope.free(block);
        assertThat(scope.stats().liveBlocks()).isZero();
        scope.close();
    }

    /** At its limit a scope may still shrink a block, or keep it as it is. */
    @Test
    void reallocatingAtTheLimitNeedsNoMore() {
        AllocatorScope scope = allocator.scope("s", 1024);
        long block = scope.allocate(1024);
        assertThat(scope.reallocate(block, 1000)).isEqualTo(block);
        block = scope.reallocate(block, 100);
        assertThat(scope.stats().liveBytes()).isEqualTo(112);
        assertThat(scope.stats().peakLiveBytes()).isEqualTo(1024);
        block = scope.reallocate(block, 1024);
        assertThat(scope.stats().liveBytes()).isEqualTo(1024);
        scope.free(block);
    }

    @Test
    void sizesBeyondAllBoundsLeaveTheAccountAlone() {
        AllocatorScope scope = allocator.scope("s", 0);
        for (long size : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 20_000, 1L << 62}) {
            assertThat(allocator.blockSize(size)).isPositive();
            assertThatThrownBy(() -> scope.allocate(size)).hasMessageContaining("scope s");
            assertThat(scope.stats().liveBytes()).isZero();
        }
        assertThat(scope.stats().refused()).isEqualTo(3);
    }

    @Test
    void whatIsNotItsOwnIsRefused() {
        AllocatorScope one = allocator.scope("one", MIB);
        AllocatorScope two = allocator.scope("two", MIB);
        long block = one.allocate(1000);
        assertThatThrownBy(() -> two.free(block))
                .isInstanceOf(InvalidAddressException.class)
                .hasMessageContaining("two")
                .hasMessageContaining("another");
        assertThatThrownBy(() -> two.reallocate(block, 10)).isInstanceOf(InvalidAddressException.class);
        assertThatThrownBy(() -> one.free(block + 8)).isInstanceOf(InvalidAddressException.class);
        assertThat(one.stats().liveBlocks()).isEqualTo(1);
        one.free(block);
    }

    @Test
    void closingReportsWhatIsLive() {
        AllocatorScope scope = allocator.scope("leaky", MIB);
        long block = scope.allocate(1000);
        assertThatThrownBy(scope::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("leaky")
                .hasMessageContaining("1024 bytes in 1 blocks");
        scope.close(); // reported once
        assertThatThrownBy(() -> scope.allocate(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> scope.scope("child", 1)).isInstanceOf(IllegalStateException.class);
        scope.free(block); // what is live can still be freed
        assertThat(scope.stats().liveBytes()).isZero();
    }

    @Test
    void theHandlerIsAskedWithTheScopesName() {
        AtomicReference<ExhaustionHandler.Exhaustion> seen = new AtomicReference<>();
        AtomicReference<AllocatorScope> scope = new AtomicReference<>();
        try (CcacheAllocator handled = CcacheAllocator.builder()
                .exhaustionHandler(exhaustion -> {
                    seen.set(exhaustion);
                    scope.get().limit(5000);
                    return exhaustion.attempt() == 1;
                })
                .build()) {
            scope.set(handled.scope("s", 100));
            long block = scope.get().allocate(200);
            assertThat(seen.get()).isEqualTo(new ExhaustionHandler.Exhaustion(200, 100, 0, "s", 1));
            assertThatThrownBy(() -> scope.get().allocate(6000)).isInstanceOf(OutOfMemoryError.class);
            assertThat(seen.get().attempt()).isEqualTo(2);
            scope.get().free(block);
        }
    }

    /** Many threads at the limit: never above it, and in the end nothing is counted. */
    @Test
    void theLimitHoldsUnderConcurrency() throws InterruptedException {
        AllocatorScope parent = allocator.scope("p", 40 * 1024);
        AtomicInteger refused = new AtomicInteger();
        AtomicReference<String> broken = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            AllocatorScope own = parent.scope("t" + t, 10 * 1024);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 20_000; i++) {
                    try {
                        long block = own.allocate(8 * 1024);
                        if (parent.stats().liveBytes() > 40 * 1024) {
                            broken.set(parent.stats().toString());
                        }
                        own.free(block);
                    } catch (OutOfMemoryError e) {
                        refused.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(broken.get()).isNull();
        assertThat(parent.stats().liveBytes()).isZero();
        assertThat(parent.stats().allocations() + refused.get()).isEqualTo(8 * 20_000);
        assertThat(parent.stats().peakLiveBytes()).isLessThanOrEqualTo(40 * 1024);
    }
}

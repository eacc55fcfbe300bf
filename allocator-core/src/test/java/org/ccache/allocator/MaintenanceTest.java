package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes back by itself, by whom, and what never needs to. Waits for outcomes, asserts no times. */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
@Tag("modes")
final class MaintenanceTest {
    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    final Conservation conservation;

    private final FrontEnd frontEnd;

    MaintenanceTest(FrontEnd frontEnd) {
        this.frontEnd = frontEnd;
        this.conservation = new Conservation(frontEnd);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + PATIENCE);
            }
            sleep(20);
        }
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void peak(CountedAllocator counted) {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            blocks.add(counted.allocate(i % 3000));
        }
        for (int i = 0; i < 20; i++) {
            blocks.add(counted.allocate(i * 100_000L));
        }
        blocks.forEach(counted::free);
    }

    /**
     * A thread's own cache stays, as long as the thread does: the tcache cannot be reached, which is the point of
     * ccaches.
     */
    private boolean isAtRest(AllocatorStats stats) {
        long kept = byThread() ? stats.cachedBytes() : 0;
        return stats.cachedBytes() == kept
                && stats.depotBytes() == 0
                && stats.dirtyBytes() == 0
                && (byThread() || stats.mappedBytes() == 0);
    }

    private boolean byThread() {
        return frontEnd == FrontEnd.TCACHE || frontEnd == FrontEnd.HYBRID;
    }

    @Test
    void anIdleProcessGivesEverythingBack() {
        CountedAllocator counted = conservation.open(conservation.builder().purgeDelay(Duration.ofMillis(500)));
        peak(counted);
        await(() -> isAtRest(counted.allocator().stats()));
        AllocatorStats stats = counted.allocator().stats();
        assertThat(stats.maintenanceRounds()).isPositive();
        assertThat(stats.maintenanceFailures()).isZero();
        assertThat(stats.purgedBytes()).isPositive();
    }

    @Test
    void theCallerMayDoIt() {
        CountedAllocator counted = conservation.open(
                conservation.builder().maintenance(Maintenance.CALLER).purgeDelay(Duration.ofMillis(500)));
        peak(counted);
        long mapped = counted.allocator().stats().mappedBytes();
        sleep(1000);
        assertThat(counted.allocator().stats().mappedBytes()).isEqualTo(mapped);
        assertThat(counted.allocator().stats().maintenanceRounds()).isZero();
        await(() -> {
            counted.allocator().maintain();
            return isAtRest(counted.allocator().stats());
        });
        assertThat(counted.allocator().stats().maintenance()).isEqualTo(Maintenance.CALLER);
    }

    /** Slow paths do it in steps: a process that goes on with something else gets the peak's memory back. */
    @Test
    void slowPathsDoItInSteps() {
        CountedAllocator counted = conservation.open(
                conservation.builder().maintenance(Maintenance.STEPS).purgeDelay(Duration.ofMillis(500)));
        peak(counted);
        long mapped = counted.allocator().stats().mappedBytes();
        await(() -> {
            counted.free(counted.allocateUntouched(2_000_000)); // large: always a slow path
            return counted.allocator().stats().mappedBytes() < mapped / 2;
        });
        assertThat(counted.allocator().stats().maintenanceRounds()).isPositive();
    }

    @Test
    void trimGivesEverythingBackAtOnce() {
        CountedAllocator counted = conservation.open(conservation.builder().maintenance(Maintenance.CALLER));
        long kept = counted.allocate(1000);
        peak(counted);
        long trimmed = counted.allocator().trim();
        AllocatorStats stats = counted.allocator().stats();
        assertThat(trimmed).isPositive();
        assertThat(stats.cachedBytes()).isZero();
        assertThat(stats.cacheCapacityBytes()).isZero();
        assertThat(stats.depotBytes()).isZero();
        assertThat(stats.dirtyBytes()).isZero();
        assertThat(stats.mappedBytes()).isEqualTo(stats.slabBytes()).isEqualTo(32 << 10); // the one live block's slab
        assertThat(counted.allocator().trim()).isZero();
        counted.free(kept);
    }

    @Test
    void aClosedAllocatorIsNotMaintained() {
        CcacheAllocator allocator = conservation.openUnsettled(conservation.builder());
        allocator.close();
        assertThatThrownBy(allocator::maintain).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(allocator::trim).isInstanceOf(IllegalStateException.class);
        await(() -> threads() == 0);
    }

    /** An allocator that is forgotten, not closed, does not keep its thread. */
    @Test
    void theThreadEndsWithItsAllocator() {
        WeakReference<CcacheAllocator> forgotten =
                new WeakReference<>(conservation.builder().build());
        await(() -> {
            System.gc();
            return forgotten.get() == null && threads() == 0;
        });
    }

    /** Whoever interrupts every thread there is does not end it, nor make it spin. */
    @Test
    void theThreadOutlivesAnInterrupt() {
        CountedAllocator counted = conservation.open(conservation.builder().purgeDelay(Duration.ofMillis(200)));
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("ccache-maintenance"))
                .forEach(Thread::interrupt);
        sleep(600);
        long rounds = counted.allocator().stats().maintenanceRounds();
        assertThat(rounds).isLessThan(20);
        await(() -> counted.allocator().stats().maintenanceRounds() > rounds);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("ccache-maintenance"))
                .count();
    }

    @Test
    void aboveTheSoftLimitEverythingThatCanGoIsGivenBack() {
        CountedAllocator counted = conservation.open(
                conservation.builder().softLimit(MIB).purgeDelay(Duration.ofDays(200_000))); // never by age
        long kept = counted.allocate(2 * MIB);
        peak(counted);
        await(() -> counted.allocator().stats().dirtyBytes() == 0);
        if (!byThread()) {
            await(() -> counted.allocator().stats().mappedBytes() == 2 * MIB);
        }
        counted.free(kept);
        assertThat(counted.allocator().stats().softLimitBytes()).isEqualTo(MIB);
    }

    @Test
    void statsAddUp() {
        CountedAllocator counted = conservation.open(conservation.builder().maintenance(Maintenance.CALLER));
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            blocks.add(counted.allocate(i % 200 == 0 ? 70_000L + i : i));
            if (i % 3 == 0) {
                counted.free(blocks.remove(i % blocks.size()));
            }
            if (i % 100 == 0) {
                addsUp(counted);
            }
        }
        counted.allocator().trim();
        addsUp(counted);
        blocks.forEach(counted::free);
        addsUp(counted);
        counted.allocator().trim();
        AllocatorStats stats = counted.allocator().stats();
        assertThat(stats.mappedBytes()).isZero();
        assertThat(stats.peakLiveBytes()).isPositive();
    }

    private static void addsUp(CountedAllocator counted) {
        AllocatorStats stats = counted.allocator().stats();
        long live = counted.blocks().stream()
                .mapToLong(counted.allocator()::usableSize)
                .sum();
        assertThat(stats.liveBytes() + stats.largeBytes()).as(stats.toString()).isEqualTo(live);
        assertThat(stats.carvedBytes())
                .as(stats.toString())
                .isEqualTo(stats.liveBytes() + stats.cachedBytes() + stats.depotBytes() + stats.slabFreeBytes());
        assertThat(stats.mappedBytes())
                .as(stats.toString())
                .isEqualTo(stats.slabBytes() + stats.largeBytes() + stats.dirtyBytes())
                .isLessThanOrEqualTo(stats.committedBytes())
                .isLessThanOrEqualTo(stats.peakMappedBytes());
        assertThat(stats.committedBytes()).isLessThanOrEqualTo(stats.reservedBytes());
        assertThat(stats.slabBytes()).isGreaterThanOrEqualTo(stats.carvedBytes());
        assertThat(stats.cachedBytes()).isLessThanOrEqualTo(stats.cacheCapacityBytes());
        assertThat(stats.largeRequestedBytes()).isLessThanOrEqualTo(stats.largeBytes());
        assertThat(stats.peakLiveBytes()).isGreaterThanOrEqualTo(stats.liveBytes() + stats.largeBytes());
        assertThat(stats.toString()).contains("mapped " + stats.mappedBytes() + " = slabs " + stats.slabBytes());
    }

    /**
     * What the kernel holds is what we say is mapped: everything is touched, so it is all of it, and after a trim none.
     */
    @Test
    void residentIsWhatTheKernelSays() {
        CountedAllocator counted = conservation.open(
                conservation.builder().maintenance(Maintenance.CALLER).hugePages(HugePages.NEVER));
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long block = counted.allocateUntouched(4 * MIB);
            counted.allocator().segment(block).fill((byte) 1);
            blocks.add(block);
        }
        ResidentStats resident = counted.allocator().resident();
        assertThat(resident.arenas()).isEqualTo(32 * MIB);
        assertThat(resident.hugePages()).isZero();
        assertThat(resident.metadata()).isBetween(1L, MIB);
        assertThat(resident.bytes()).isGreaterThan(resident.arenas());
        blocks.forEach(counted::free);
        assertThat(counted.allocator().resident().arenas()).isEqualTo(32 * MIB);
        counted.allocator().trim();
        assertThat(counted.allocator().resident().arenas()).isZero();
    }
}

package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.ccache.os.Faults;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * System calls fail, each at each call: what is asked fails with a clear error or not at all, the audit is clean,
 * nothing is lost, and once the system is well again so is the allocator.
 */
final class AllocatorFaultsTest {
    private static final int ENOMEM = 12;
    private static final long MIB = 1 << 20;
    private static final int MOST_CALLS = 400;
    private static final int FIRST_CALLS = ChildProgram.LONG ? 100 : 10; // each; of those that follow, some

    private static final List<CcacheAllocator> FORGOTTEN =
            new ArrayList<>(); // but not collected: the real cleaner would come too

    @AfterEach
    void end() {
        Faults.end();
    }

    /** What went on in one run. */
    private static final class Run {
        int errors;
        long calls;
    }

    @ParameterizedTest
    @EnumSource(
            value = Faults.Call.class,
            names = {"COMMIT", "PURGE", "FENCE", "BIND", "ADVISE"})
    void oneCallFails(Faults.Call call) {
        everyCall(call, 1, ENOMEM);
    }

    @ParameterizedTest
    @EnumSource(
            value = Faults.Call.class,
            names = {"COMMIT", "PURGE", "FENCE", "BIND", "ADVISE"})
    void allCallsFailFromOneOn(Faults.Call call) {
        everyCall(call, Long.MAX_VALUE, ENOMEM);
    }

    @ParameterizedTest
    @EnumSource(
            value = Faults.Call.class,
            names = {"COMMIT", "PURGE", "FENCE", "BIND", "ADVISE"})
    void theHeapIsFullInTheMidstOfOneCall(Faults.Call call) {
        everyCall(call, 1, Faults.NO_HEAP);
    }

    /** A close that an error has ended does the rest when it is called again, and nothing of it twice. */
    @ParameterizedTest
    @EnumSource(FrontEnd.class)
    void aCloseWithoutHeapIsEndedByTheNext(FrontEnd frontEnd) {
        assumeTrue(!frontEnd.needsSequences() || Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        for (Faults.Call call : List.of(Faults.Call.PURGE, Faults.Call.FENCE, Faults.Call.RELEASE)) {
            CcacheAllocator undisturbed = used(frontEnd); // before: the first one of a front end is rehearsed
            Faults.plan(call, 0, 0, ENOMEM);
            undisturbed.close();
            long calls = Faults.end();
            if (call != Faults.Call.FENCE || frontEnd.needsSequences()) {
                assertThat(calls).as("%s is called", call).isPositive();
            }
            for (long after = 0; after < calls; after++) {
                CcacheAllocator allocator = used(frontEnd);
                Faults.plan(call, after, 1, Faults.NO_HEAP);
                assertThatThrownBy(allocator::close)
                        .isInstanceOf(OutOfMemoryError.class)
                        .hasMessage("planned");
                assertThatThrownBy(() -> allocator.allocate(100)).isInstanceOf(IllegalStateException.class);
                allocator.close();
                allocator.close();
                assertThat(Faults.end()).as("%s, the %d-th", call, after).isEqualTo(calls + 1);
            }
        }
    }

    /** The cleaner calls once, and often because the heap is full. */
    @ParameterizedTest
    @EnumSource(FrontEnd.class)
    void aForgottenAllocatorIsReleasedThoughTheHeapIsFullForAWhile(FrontEnd frontEnd) {
        assumeTrue(!frontEnd.needsSequences() || Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        for (Faults.Call call : List.of(Faults.Call.PURGE, Faults.Call.RELEASE)) {
            CcacheAllocator allocator = used(frontEnd);
            FORGOTTEN.add(allocator);
            Faults.plan(call, 0, 3, Faults.NO_HEAP);
            assertThatCode(allocator.lifetime::run)
                    .doesNotThrowAnyException(); // JUnit ends the JVM for an OutOfMemoryError
            assertThat(Faults.end()).isGreaterThan(3);
            Faults.plan(call, 0, 0, ENOMEM);
            allocator.close();
            assertThat(Faults.end()).as("%s calls left to do", call).isZero();
        }
    }

    /** With something in every tier, and nobody else at work. */
    private static CcacheAllocator used(FrontEnd frontEnd) {
        CcacheAllocator allocator = CcacheAllocator.builder()
                .frontEnd(frontEnd)
                .maintenance(Maintenance.CALLER)
                .build();
        allocator.allocate(4 * MIB);
        allocator.free(allocator.allocate(100));
        allocator.free(allocator.allocate(8192)); // in a ccache of HYBRID too
        return allocator;
    }

    /** A free that has taken effect says so, whatever the purge that it does at once has met. */
    @Test
    void aFreeIsDoneThoughItsPurgeIsNot() {
        try (CcacheAllocator allocator = CcacheAllocator.builder()
                .purgeDelay(Duration.ZERO)
                .maintenance(Maintenance.CALLER)
                .build()) {
            long block = allocator.allocate(4 * MIB);
            Faults.plan(Faults.Call.PURGE, 0, 1, Faults.NO_HEAP);
            assertThatCode(() -> allocator.free(block)).doesNotThrowAnyException();
            assertThat(Faults.end()).isEqualTo(1);
            assertThatThrownBy(() -> allocator.free(block)).isInstanceOf(InvalidAddressException.class);
            assertThat(allocator.stats().dirtyBytes()).isEqualTo(4 * MIB);
            assertThat(allocator.stats().purgeRefusals()).isEqualTo(1);
            allocator.free(allocator.allocate(16 * MIB));
            assertThat(allocator.stats().dirtyBytes()).isZero();
        }
    }

    /** A fence that is refused for ever keeps the lower tiers from nothing, and close from nothing either. */
    @ParameterizedTest
    @EnumSource(
            value = Maintenance.class,
            names = {"CALLER", "STEPS"})
    void withoutFencesTheRestIsMaintained(Maintenance maintenance) {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        CcacheAllocator allocator = CcacheAllocator.builder()
                .maintenance(maintenance)
                .purgeDelay(Duration.ofMillis(1))
                .build();
        allocator.free(allocator.allocate(100)); // something to drain
        Faults.plan(Faults.Call.FENCE, 0, Long.MAX_VALUE, ENOMEM);
        for (int i = 0; i < 20; i++) {
            allocator.free(allocator.allocate(4 * MIB));
            try {
                allocator.maintainNow();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("membarrier refused");
            }
        }
        AllocatorStats stats = allocator.stats();
        assertThat(stats.purgedBytes()).isPositive();
        assertThat(stats.maintenanceFailures()).isPositive();
        assertThat(stats.cachedBytes()).isPositive();
        long large = allocator.allocate(4 * MIB);
        allocator.free(large);
        assertThatThrownBy(allocator::trim).isInstanceOf(IllegalStateException.class);
        assertThat(allocator.stats().dirtyBytes()).isZero(); // the rest went all the same
        assertThatThrownBy(allocator::close).hasMessageContaining("membarrier refused");
        Faults.end();
        assertThatThrownBy(() -> allocator.allocate(100)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> allocator.free(large)).isInstanceOf(IllegalStateException.class);
    }

    /** Nor does a heap that is full in the midst of a fence: in a trim, and in rounds of maintenance. */
    @ParameterizedTest
    @EnumSource(
            value = FrontEnd.class,
            names = {"CCACHE", "HYBRID"})
    void aTierWithoutHeapKeepsTheTiersBelowFromNothing(FrontEnd frontEnd) {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        try (CcacheAllocator allocator = CcacheAllocator.builder()
                .frontEnd(frontEnd)
                .maintenance(Maintenance.CALLER)
                .purgeDelay(Duration.ofMillis(1))
                .build()) {
            allocator.free(allocator.allocate(8192)); // in a ccache of both
            allocator.free(allocator.allocate(4 * MIB));
            Faults.plan(Faults.Call.FENCE, 0, Long.MAX_VALUE, Faults.NO_HEAP);
            assertThatThrownBy(allocator::trim)
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessage("planned");
            assertThat(allocator.stats().dirtyBytes()).isZero();
            long failures = 0;
            long purged = 0; // by rounds that failed
            for (int i = 0; i < 20; i++) {
                allocator.free(allocator.allocate(8192));
                allocator.free(allocator.allocate(4 * MIB));
                long before = allocator.stats().purgedBytes();
                try {
                    allocator.maintainNow();
                } catch (OutOfMemoryError e) {
                    assertThat(e).hasMessage("planned");
                    failures++;
                    purged += allocator.stats().purgedBytes() - before;
                }
            }
            assertThat(failures).isPositive();
            assertThat(purged).isPositive();
            assertThat(allocator.stats().maintenanceFailures()).isEqualTo(failures);
            Faults.end();
        }
    }

    /** At the limit too: what the depots have is enough. */
    @ParameterizedTest
    @ValueSource(longs = {ENOMEM, Faults.NO_HEAP})
    void aRequestIsServedFromTheDepotsThoughTheCachesCannotBeDrained(long code) {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        try (CcacheAllocator allocator = CcacheAllocator.builder()
                .limit(4 * MIB)
                .maintenance(Maintenance.CALLER)
                .build()) {
            List<Long> blocks = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                blocks.add(allocator.allocate(1000));
            }
            blocks.forEach(allocator::free);
            allocator.drain();
            allocator.free(allocator.allocate(16)); // something to drain
            Faults.plan(Faults.Call.FENCE, 0, Long.MAX_VALUE, code);
            assertThatCode(() -> allocator.free(allocator.allocate(4 * MIB - 65_536)))
                    .doesNotThrowAnyException();
            assertThat(Faults.end()).isPositive();
        }
    }

    /** A limit that has fallen is carried out by a later look, if the first one met a refusal or a full heap. */
    @ParameterizedTest
    @ValueSource(longs = {ENOMEM, Faults.NO_HEAP})
    void aLimitThatFollowsTheMemoryIsCarriedOutInTheEnd(long code) {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        AtomicLong memory = new AtomicLong(64 * MIB);
        try (CcacheAllocator allocator = CcacheAllocator.builder()
                .limitShare(0.5, memory::get)
                .maintenance(Maintenance.CALLER)
                .build()) {
            for (long size = 16; size <= 8192; size *= 2) {
                allocator.free(allocator.allocate(size)); // a slab of each, held by a cached block
            }
            memory.set(128 << 10);
            assertThat(allocator.stats().mappedBytes()).isGreaterThan(64 << 10);
            Faults.plan(Faults.Call.FENCE, 0, 1, code);
            for (int i = 0; i < 12; i++) {
                try {
                    allocator.maintainNow();
                } catch (OutOfMemoryError | IllegalStateException e) {
                    assertThat(e.getMessage()).containsAnyOf("planned", "membarrier refused");
                }
            }
            assertThat(Faults.end()).isGreaterThan(1);
            assertThat(allocator.stats().mappedBytes()).isLessThanOrEqualTo(64 << 10);
        }
    }

    /** A region that the system does not take back is not asked for in every round. */
    @Test
    void aRegionThatIsRefusedIsLeftAlone() {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        try (CcacheAllocator allocator =
                CcacheAllocator.builder().maintenance(Maintenance.CALLER).build()) {
            allocator.stats();
            long looked = allocator.resident().caches(); // not 0 where a kernel has no zero page for what is only read
            allocator.free(allocator.allocate(100));
            Faults.plan(Faults.Call.PURGE, 0, Long.MAX_VALUE, 22);
            for (int i = 0; i < 100; i++) {
                allocator.maintainNow();
            }
            assertThat(allocator.stats().fences()).isBetween(1L, 4L);
            assertThat(allocator.stats().cachedBytes()).isZero();
            Faults.end();
            allocator.free(allocator.allocate(100));
            for (int i = 0; i < 20; i++) {
                allocator.maintainNow();
            }
            assertThat(allocator.resident().caches()).isLessThanOrEqualTo(looked);
        }
    }

    private static void everyCall(Faults.Call call, long count, long code) {
        int errors = 0;
        long struck = 0;
        for (int after = 0; after < MOST_CALLS; after = after < FIRST_CALLS ? after + 1 : after * 3 / 2) {
            Run run = run(call, after, count, code);
            errors += run.errors;
            struck += run.calls > after ? 1 : 0;
            if (run.calls <= after) {
                break; // it is not made that often
            }
        }
        if (call != Faults.Call.FENCE || Rseq.mode() != RseqMode.UNAVAILABLE) {
            assertThat(struck)
                    .as("%s was never made, so nothing was tested", call)
                    .isPositive();
        }
        if (call == Faults.Call.COMMIT) {
            assertThat(errors).isPositive(); // and of the others nobody needs to notice
        }
    }

    private static Run run(Faults.Call call, long after, long count, long code) {
        Run run = new Run();
        boolean opening = call == Faults.Call.COMMIT || call == Faults.Call.BIND;
        if (opening) {
            Faults.plan(call, after, count, code);
        }
        CcacheAllocator allocator;
        try {
            allocator = CcacheAllocator.builder()
                    .reserve(256 * MIB)
                    .limit(48 * MIB)
                    .nodes(2)
                    .hugePages(call == Faults.Call.ADVISE ? HugePages.ALWAYS : HugePages.SYSTEM)
                    .maintenance(Maintenance.CALLER)
                    .build();
        } catch (OutOfMemoryError e) {
            assertThat(e.getMessage()).matches("cannot.*errno " + ENOMEM + ".*|planned");
            run.errors++;
            run.calls = Faults.end();
            CcacheAllocator.builder().reserve(256 * MIB).build().close(); // nothing is in the way of another try
            return run;
        }
        CountedAllocator counted = new CountedAllocator(allocator);
        try {
            if (!opening) {
                Faults.plan(call, after, count, code);
            }
            work(counted, run);
            run.calls = Faults.end();
            counted.check();
            int before = run.errors;
            work(counted, run); // and once more with a system that is well
            assertThat(run.errors).isEqualTo(before);
            counted.settle();
        } finally {
            Faults.end();
            allocator.close();
        }
        return run;
    }

    /** Touches every way to the system: growth, growth at the limit, purges, moves, drains, rounds of maintenance. */
    private static void work(CountedAllocator counted, Run run) {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int step = i;
            attempt(run, () -> blocks.add(counted.allocate(step % 10 == 0 ? step * 3000L : step * 7L)));
            if (i % 4 == 0 && !blocks.isEmpty()) {
                counted.free(blocks.remove(blocks.size() / 2));
            }
            if (i % 25 == 0) {
                attempt(run, () -> counted.allocator().maintainNow());
            }
            if (i % 50 == 0 && !blocks.isEmpty()) {
                long grown = blocks.removeLast();
                blocks.add(grown);
                attempt(run, () -> blocks.set(blocks.size() - 1, counted.reallocate(grown, 4 * MIB + step)));
            }
            if (i % 100 == 99) {
                attempt(run, () -> counted.allocator().trim());
                attempt(run, () -> counted.allocator().drain());
            }
        }
        blocks.forEach(counted::free);
        attempt(run, () -> counted.allocator().limit(MIB));
        counted.allocator().limit(48 * MIB);
        attempt(run, () -> counted.allocator().trim());
    }

    private static void attempt(Run run, Runnable action) {
        try {
            action.run();
        } catch (OutOfMemoryError e) {
            assertThat(e.getMessage()).containsAnyOf("cannot commit", "asked for", "planned");
            run.errors++;
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("membarrier refused").hasMessageContaining("errno " + ENOMEM);
            run.errors++;
        }
    }
}

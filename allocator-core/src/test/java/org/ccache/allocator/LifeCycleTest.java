package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** From build to close: what an idle allocator costs, what a limit does, what a closed one refuses. */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
@Tag("modes")
final class LifeCycleTest {
    private static final long MIB = 1 << 20;

    @RegisterExtension
    final Conservation conservation;

    LifeCycleTest(FrontEnd frontEnd) {
        this.conservation = new Conservation(frontEnd);
    }

    @Test
    void costsNextToNothingUntilUsed() throws IOException {
        int count = 64; // so that what the JVM itself does meanwhile is divided
        conservation.open(); // classes, handles
        long before = residentBytes();
        for (int i = 0; i < count; i++) {
            conservation.open();
        }
        assertThat((residentBytes() - before) / count).isLessThan(MIB);
        AllocatorStats stats = conservation.open().allocator().stats();
        assertThat(stats.mappedBytes()).isZero();
        assertThat(stats.carvedBytes()).isZero();
        assertThat(stats.indexesUsed()).isZero();
        assertThat(stats.metadataBytes()).isLessThan(MIB);
    }

    private static long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("RssAnon:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new AssertionError("no RssAnon in /proc/self/status");
    }

    @Test
    void namesWhatWasAskedHeldAndAllowedWhenTheLimitIsReached() {
        long limit = 8 * MIB;
        CountedAllocator counted = conservation.open(conservation.builder().limit(limit));
        assertThat(fill(counted, 32 << 10))
                .hasMessageContaining("asked for")
                .hasMessageContaining(limit + " are mapped")
                .hasMessageContaining("allowed are " + limit)
                .hasMessageContaining("limit");
        assertThat(counted.count()).isGreaterThan(200).isLessThanOrEqualTo(256);
        assertThat(counted.allocator().stats().mappedBytes()).isEqualTo(limit);
        assertThat(counted.allocator().stats().limitBytes()).isEqualTo(limit);
        counted.check();

        counted.free(counted.blocks().getFirst());
        counted.allocate(32 << 10); // what was freed may be had again
        counted.check();
    }

    @Test
    void namesTheReservedRangeWhenThatIsExhausted() {
        long reserve = 4 * MIB;
        CountedAllocator counted = conservation.open(conservation.builder().reserve(reserve));
        assertThat(fill(counted, 100_000))
                .hasMessageContaining("allowed are " + reserve)
                .hasMessageContaining("reserved");
        assertThat(counted.allocator().stats().reservedBytes()).isEqualTo(reserve);
        counted.blocks().forEach(counted::free);
        counted.allocate(3 * MIB); // spans have joined again
    }

    /** Until it is exhausted: every class and the large blocks must be refused alike, and nothing breaks. */
    @Test
    void exhaustionLeavesEveryClassInOrder() {
        CountedAllocator counted = conservation.open(conservation.builder().limit(6 * MIB));
        for (long size : new long[] {1 << 20, 65_536, 20_000, 5_000, 1_000, 100, 16}) {
            fill(counted, size);
            counted.check();
        }
        List<Long> blocks = counted.blocks();
        for (int i = 0; i < blocks.size(); i += 2) {
            counted.free(blocks.get(i));
        }
        counted.check();
    }

    private static OutOfMemoryError fill(CountedAllocator counted, long size) {
        for (int i = 0; i < 1_000_000; i++) {
            try {
                counted.allocate(size);
            } catch (OutOfMemoryError e) {
                return e;
            }
        }
        throw new AssertionError("no limit was met");
    }

    @Test
    void refusesARequestBeyondAllBoundsAtOnce() {
        CountedAllocator counted = conservation.open(conservation.builder().limit(8 * MIB));
        for (long size : new long[] {8 * MIB + 1, 1L << 40, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> counted.allocate(size))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("asked for " + (size < 1L << 30 ? "" : size))
                    .hasMessageContaining("allowed are " + 8 * MIB);
        }
        counted.allocate(100);
    }

    /** Threads that need more memory at once share what the first of them got: none may be refused for nothing. */
    @Test
    void concurrentGrowthWithinTheLimitIsNotRefused() throws Exception {
        int threads = 8;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int round = 0; round < 50; round++) {
                CountedAllocator counted =
                        conservation.open(conservation.builder().limit(2 * MIB));
                CountDownLatch start = new CountDownLatch(1);
                List<Future<?>> results = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    results.add(pool.submit(() -> {
                        start.await();
                        return counted.allocate(200_000); // eight of 13 units fit 128
                    }));
                }
                start.countDown();
                for (Future<?> result : results) {
                    result.get();
                }
            }
        }
    }

    /** What is cached, in depots or in slabs is given back before anybody is refused. */
    @Test
    void freeMemoryOfOtherClassesIsUsedBeforeTheLimitIsReported() {
        CountedAllocator counted = conservation.open(conservation.builder().limit(8 * MIB));
        for (long size : new long[] {100, 1000, 10_000, 60_000, 100}) {
            fill(counted, size);
            counted.blocks().forEach(counted::free);
            counted.free(counted.allocate(7 * MIB));
        }
    }

    /** An overflow of the stack may come at any depth: nothing is left locked or half done. */
    @Test
    void aStackOverflowLeavesEverythingInOrder() throws InterruptedException {
        CcacheAllocator allocator = conservation.builder().build();
        for (int round = 0; round < 20; round++) {
            int size = 100 + 1000 * round;
            Thread diver = new Thread(null, () -> dive(allocator, size), "diver", 256 << 10);
            diver.start();
            diver.join();
        }
        List<String> problems = new ArrayList<>(List.of("not finished"));
        Thread other = Thread.ofPlatform()
                .daemon()
                .start(
                        () -> { // not here: it would wait for a lock for ever
                            List<String> seen =
                                    new ArrayList<>(allocator.audit().problems());
                            for (int size = 0; size < 100_000; size += 100) {
                                allocator.free(allocator.allocate(size));
                            }
                            allocator.drain();
                            seen.addAll(allocator.audit().problems());
                            allocator.close();
                            problems.clear();
                            problems.addAll(seen);
                        });
        assertThat(other.join(Duration.ofSeconds(30))).isTrue();
        assertThat(problems).isEmpty();
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends: that is the test
    private static void dive(CcacheAllocator allocator, int size) {
        try {
            long one = allocator.allocate(size);
            long two = allocator.allocate(size);
            dive(allocator, size);
            allocator.free(one);
            allocator.free(two);
        } catch (StackOverflowError e) {
            // at the deepest call, and what it had allocated stays live
        }
    }

    /** A block that is being purged is on its way back: whoever needs it waits, and is not refused. */
    @Test
    void purgingWithinTheLimitRefusesNobody() throws Exception {
        long size = 20 * MIB;
        CountedAllocator counted =
                conservation.open(conservation.builder().limit(2 * size).purgeDelay(Duration.ZERO)); // each free purges
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                results.add(pool.submit(() -> {
                    for (int round = 0; round < 3000; round++) {
                        counted.free(counted.allocateUntouched(size));
                    }
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        }
    }

    @Test
    void namesOptionValueAndRangeOfABadOption() {
        assertBad(builder -> builder.limit(0), "limit(0)", "1");
        assertBad(builder -> builder.limit(-5), "limit(-5)", "1");
        assertBad(builder -> builder.reserve(100), "reserve(100)", "2097152");
        assertBad(builder -> builder.reserve(17L << 40), "reserve(" + (17L << 40) + ")", Long.toString(16L << 40));
        assertBad(builder -> builder.softLimit(0), "softLimit(0)", "1");
        assertBad(builder -> builder.cacheBytes(1000), "cacheBytes(1000)", "65536");
        assertBad(builder -> builder.cacheBytes(1L << 40), "cacheBytes(" + (1L << 40) + ")", Long.toString(64L << 30));
        assertBad(builder -> builder.nodes(0), "nodes(0)", "1");
        assertBad(builder -> builder.limitShare(0), "limitShare(0.0)", "above 0");
        assertBad(builder -> builder.limitShare(1.01), "limitShare(1.01)", "at most 1");
        assertBad(builder -> builder.limitShare(Double.NaN), "limitShare(NaN)", "above 0");
        assertBad(builder -> builder.purgeDelay(Duration.ofMillis(-1)), "purgeDelay(PT-0.001S)", "negative");
    }

    private void assertBad(Consumer<CcacheAllocatorBuilder> option, String call, String bound) {
        assertThatThrownBy(() -> option.accept(conservation.builder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(call)
                .hasMessageContaining(bound);
    }

    @Test
    void worksWithTheExtremesOfItsOptions() {
        for (long cacheBytes : new long[] {64 << 10, 64L << 30}) {
            CountedAllocator counted = conservation.open(conservation.builder().cacheBytes(cacheBytes));
            for (int i = 0; i < 10_000; i++) {
                counted.allocate(i % 2000);
            }
        }
        conservation.open(conservation.builder().reserve(2 * MIB)).allocate(100);
        conservation.open(conservation.builder().reserve(2 * MIB + 12_345)).allocate(100);
        CountedAllocator tiny = conservation.open(conservation.builder().limit(1));
        assertThatThrownBy(() -> tiny.allocate(1)).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void refusesEverythingOnceClosed() {
        CcacheAllocator allocator = conservation.openUnsettled(conservation.builder());
        long small = allocator.allocate(100);
        long large = allocator.allocate(100_000);
        allocator.close();
        allocator.close(); // does nothing
        assertClosed(() -> allocator.allocate(100));
        assertClosed(() -> allocator.allocate(100, 64));
        assertClosed(() -> allocator.allocate(100_000));
        assertClosed(() -> allocator.allocate(100_000, 64));
        for (long address : new long[] {small, large}) {
            assertClosed(() -> allocator.free(address));
            assertClosed(() -> allocator.free(address, 100));
            assertClosed(() -> allocator.free(address, 100, 16));
            assertClosed(() -> allocator.usableSize(address));
            assertClosed(() -> allocator.segment(address));
            assertClosed(() -> allocator.segment(address, 10));
        }
        assertClosed(allocator::stats);
        assertClosed(allocator::audit);
        assertClosed(allocator::drain);
        assertThat(allocator.frontEnd()).isNotNull();
        assertThat(allocator.toString()).contains("closed");
    }

    private static void assertClosed(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    /** What a closed allocator's map was is the next one's: it may say that a block is there, and is not believed. */
    @Test
    void aClosedAllocatorDoesNotBelieveTheMapThatItHasLent() {
        for (int round = 0; round < 3; round++) {
            CcacheAllocator closed = conservation.openUnsettled(conservation.builder());
            long small = closed.allocate(400);
            long large = closed.allocate(100_000);
            closed.close();
            CountedAllocator next = conservation.open();
            long other = next.allocate(400); // the same class, in the same unit of the map
            next.allocate(100_000);
            assertClosed(() -> closed.reallocate(small, 410));
            assertClosed(() -> closed.reallocate(small, 4000));
            assertClosed(() -> closed.reallocate(large, 100_001));
            assertClosed(() -> closed.usableSize(small));
            assertClosed(() -> closed.usableSize(large));
            assertClosed(() -> closed.segment(small, 10));
            assertClosed(() -> closed.free(small));
            assertClosed(() -> closed.free(small, 400));
            assertClosed(() -> closed.free(large));
            assertClosed(() -> closed.free(large, 100_000, 16));
            assertClosed(() -> closed.allocate(400));
            next.check();
            next.free(other);
        }
    }

    @Test
    void anotherThreadMeetsTheClosedAllocatorToo() throws InterruptedException {
        CcacheAllocator allocator = conservation.openUnsettled(conservation.builder());
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch warm = new CountDownLatch(2);
        CountDownLatch closed = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (Thread.Builder builder : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
            threads.add(builder.start(() -> {
                long block = allocator.allocate(100);
                warm.countDown();
                await(closed);
                assertClosed(() -> allocator.free(block));
                assertClosed(() -> allocator.allocate(100));
                refused.incrementAndGet();
            }));
        }
        await(warm);
        allocator.close();
        closed.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(refused).hasValue(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closeGivesTheMemoryBack() throws IOException {
        CcacheAllocator allocator = conservation.openUnsettled(conservation.builder());
        long[] blocks = new long[64];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = allocator.allocate(1 << 20);
            allocator.segment(blocks[i]).fill((byte) 1);
        }
        Arrays.sort(blocks);
        long end = blocks[blocks.length - 1] + MIB;
        assertThat(residentWithin(blocks[0], end)).isGreaterThanOrEqualTo(64 * MIB);
        allocator.close();
        assertThat(residentWithin(blocks[0], end)).isLessThan(16 * MIB);
    }

    /**
     * Of the mappings that have something of a range. Not of the process: its Java heap grows and shrinks by more,
     * whenever it likes.
     */
    private static long residentWithin(long from, long to) throws IOException {
        long resident = 0;
        boolean within = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("\\p{XDigit}+-\\p{XDigit}+ .*")) {
                String[] ends = line.substring(0, line.indexOf(' ')).split("-", 2);
                within = Long.parseUnsignedLong(ends[0], 16) < to && Long.parseUnsignedLong(ends[1], 16) > from;
            } else if (within && line.startsWith("Rss:")) {
                resident += Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return resident;
    }

    @Test
    void freedLargeBlocksArePurgedAtOnceIfAskedFor() {
        CountedAllocator counted = conservation.open(conservation
                .builder()
                .purgeDelay(Duration.ZERO)
                .maintenance(Maintenance.CALLER)); // a thread that is in the midst of a purge would be left to it
        for (int i = 0; i < 64; i++) {
            counted.allocator().segment(counted.allocateUntouched(2 << 20)).fill((byte) 1);
        }
        assertThat(counted.allocator().resident().bytes()).isGreaterThan(100 * MIB);
        for (long address : counted.blocks()) {
            counted.free(address);
        }
        assertThat(counted.allocator().stats().purgedBytes()).isGreaterThan(64 * MIB);
        assertThat(counted.allocator().resident().bytes()).isLessThan(64 * MIB);
    }

    @Test
    void twoAllocatorsKnowNothingOfEachOther() {
        CountedAllocator one = conservation.open();
        CountedAllocator two = conservation.open();
        for (int i = 0; i < 2000; i++) {
            one.allocate(i);
            two.allocate(2000 - i);
        }
        one.blocks().forEach(one::free);
        two.check();
    }
}

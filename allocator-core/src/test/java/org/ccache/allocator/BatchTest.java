package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches: all or none, in arrays and in segments, of an allocator and of a scope. */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
@Tag("modes")
final class BatchTest {
    private static final long MIB = 1 << 20;
    private static final int[] COUNTS = {0, 1, 2, 63, 64, 65, 200, 1000};
    private static final long[] SIZES = {0, 1, 64, 100, 512, 4096, 65_536, 65_537, 100_000};

    @RegisterExtension
    final Conservation conservation;

    BatchTest(FrontEnd frontEnd) {
        this.conservation = new Conservation(frontEnd);
    }

    @Test
    void everySizeInEveryNumber() {
        CountedAllocator counted = conservation.open();
        for (long size : SIZES) {
            for (int n : COUNTS) {
                long[] blocks = new long[n + 3];
                Arrays.fill(blocks, -7);
                counted.allocate(size, n, blocks); // no two overlap, each is stamped
                assertThat(Arrays.stream(blocks, n, n + 3)).containsOnly(-7L);
                counted.check();
                counted.free(blocks, n);
            }
            counted.check();
        }
        long[] few = new long[5];
        counted.allocate(3 * MIB, 5, few);
        counted.free(few, 5);
    }

    @Test
    void segmentsOnAndOffTheHeapAlignedOrNot() {
        CountedAllocator counted = conservation.open();
        CcacheAllocator allocator = counted.allocator();
        try (Arena arena = Arena.ofConfined()) {
            for (MemorySegment segment : List.of(
                    arena.allocate(800, 8),
                    arena.allocate(804, 8).asSlice(3, 800),
                    MemorySegment.ofArray(new long[100]),
                    MemorySegment.ofArray(new byte[801]).asSlice(1))) {
                allocator.allocate(48, 100, segment);
                assertThat(allocator.audit().liveBlocks()).isEqualTo(100);
                for (int i = 0; i < 100; i++) {
                    long block = segment.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i);
                    assertThat(allocator.usableSize(block)).isEqualTo(48);
                }
                allocator.free(segment, 100);
                assertThat(allocator.audit().liveBlocks()).isZero();
            }
        }
    }

    @Test
    void aFreeMayMixAllKindsOfBlocks() {
        CountedAllocator counted = conservation.open();
        Random random = new Random(5);
        for (int round = 0; round < 40; round++) {
            long[] blocks = new long[1 + random.nextInt(150)];
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = counted.allocate(
                        switch (random.nextInt(5)) {
                            case 0 -> random.nextInt(200_000);
                            case 1 -> random.nextInt((int) (3 * MIB));
                            default -> 64L << random.nextInt(3);
                        });
            }
            counted.free(blocks, blocks.length);
            counted.check();
        }
    }

    @Test
    void aBatchWithABadAddressFreesNothingAndNamesItsPosition() {
        CountedAllocator counted = conservation.open();
        CcacheAllocator allocator = counted.allocator();
        for (int n : new int[] {1, 2, 64, 65, 130}) {
            long[] good = new long[n];
            counted.allocate(100, n, good);
            long large = counted.allocate(100_000);
            long given = allocator.allocate(2 * MIB);
            allocator.free(given);
            for (long bad :
                    new long[] {0, 8, -1, Long.MIN_VALUE, good[0] + 8, large + 4096, large + 16, given, 1L << 62}) {
                for (int at : new int[] {0, n / 2, n - 1}) {
                    long[] list = good.clone();
                    list[at] = bad;
                    assertThatThrownBy(() -> allocator.free(list, n))
                            .isInstanceOf(InvalidAddressException.class)
                            .hasMessageContaining("position " + at + ":")
                            .hasMessageContaining("0x" + Long.toHexString(bad));
                    counted.check(); // all of them are live
                }
            }
            counted.free(good, n);
            counted.free(large);
        }
    }

    /** In whatever order the addresses stand, of one class or of several. */
    @Test
    void anAddressThatStandsTwiceIsRefused() {
        CountedAllocator counted = conservation.open();
        SplittableRandom random = new SplittableRandom(1);
        for (int n : new int[] {2, 3, 17, 64}) {
            for (boolean mixed : new boolean[] {false, true}) {
                long[] blocks = new long[n];
                for (int i = 0; i < n; i++) {
                    blocks[i] = counted.allocate(mixed ? 32L << i % 3 : 32);
                }
                for (int first = 0; first < n - 1; first++) {
                    for (int second = first + 1; second < n; second += mixed ? 7 : 1) {
                        isRefused(counted.allocator(), blocks, first, second);
                    }
                    shuffle(blocks, random);
                }
                counted.check();
                counted.free(blocks, n);
            }
        }
    }

    /** The one further in front, whatever is wrong with it. */
    @Test
    void ofSeveralWrongAddressesTheFirstIsNamed() {
        CountedAllocator counted = conservation.open();
        long[] blocks = new long[64];
        counted.allocate(48, 64, blocks);
        for (int at = 1; at < 63; at += 20) {
            long[] twiceFirst = blocks.clone();
            twiceFirst[at] = twiceFirst[0];
            twiceFirst[at + 1] = 8;
            long[] foreignFirst = blocks.clone();
            foreignFirst[at] = 8;
            foreignFirst[at + 1] = foreignFirst[0];
            for (long[] list : List.of(twiceFirst, foreignFirst)) {
                assertThatThrownBy(() -> counted.allocator().free(list, 64))
                        .isInstanceOf(InvalidAddressException.class)
                        .hasMessageContaining("position " + at + ":");
            }
        }
        counted.free(blocks, 64);
    }

    private static void isRefused(CcacheAllocator allocator, long[] blocks, int first, int second) {
        long[] list = blocks.clone();
        list[second] = list[first];
        assertThatThrownBy(() -> allocator.free(list, list.length))
                .isInstanceOf(InvalidAddressException.class)
                .hasMessageContaining("position " + second + ": 0x" + Long.toHexString(list[first])
                        + " stands at position " + first + " too");
    }

    private static void shuffle(long[] blocks, SplittableRandom random) {
        for (int i = blocks.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            long block = blocks[i];
            blocks[i] = blocks[other];
            blocks[other] = block;
        }
    }

    /** All those that are only alike: none of them is taken for another one. */
    @Test
    void whatStandsOnceIsFreedInWhateverOrder() {
        CountedAllocator counted = conservation.open();
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 300; round++) {
            int n = 1 + random.nextInt(130);
            long[] blocks = new long[n];
            counted.allocate(16L << random.nextInt(9), n, blocks);
            shuffle(blocks, random);
            counted.free(blocks, n);
        }
        counted.check();
    }

    @Test
    void whatDoesNotFitIsRefusedAsTheJdkDoes() {
        CountedAllocator counted = conservation.open();
        CcacheAllocator allocator = counted.allocator();
        long[] four = new long[4];
        assertThatThrownBy(() -> allocator.allocate(10, 5, four)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> allocator.allocate(10, -1, four)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> allocator.allocate(-1, 4, four)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> allocator.free(four, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> allocator.free(four, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        MemorySegment readOnly = MemorySegment.ofArray(four).asReadOnly();
        assertThatThrownBy(() -> allocator.allocate(10, 4, readOnly)).isInstanceOf(IllegalArgumentException.class);
        MemorySegment shorter = MemorySegment.ofArray(new byte[31]);
        assertThatThrownBy(() -> allocator.allocate(10, 4, shorter)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> allocator.free(shorter, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        MemorySegment dead;
        try (Arena arena = Arena.ofConfined()) {
            dead = arena.allocate(64);
        }
        assertThatThrownBy(() -> allocator.allocate(10, 4, dead)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> allocator.free(dead, 4)).isInstanceOf(IllegalStateException.class);
        counted.check();
    }

    @Test
    void anotherThreadsSegmentIsRefused() throws InterruptedException, ExecutionException {
        CountedAllocator counted = conservation.open();
        try (Arena arena = Arena.ofConfined();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            MemorySegment confined = arena.allocate(64);
            Future<?> allocating = other.submit(() -> counted.allocator().allocate(10, 8, confined));
            assertThatThrownBy(allocating::get).hasCauseInstanceOf(WrongThreadException.class);
        }
        counted.check();
    }

    @Test
    void beyondTheLimitThereIsNone() {
        CountedAllocator counted = conservation.open(conservation.builder().limit(4 * MIB));
        long[] blocks = new long[1000];
        assertThatThrownBy(() -> counted.allocator().allocate(60_000, 1000, blocks))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("asked for 60000 bytes");
        counted.check();
        counted.allocate(60_000, 20, blocks);
        counted.free(blocks, 20);
    }

    @Test
    void aFreeNeedsNoMemory() {
        CountedAllocator counted = conservation.open(conservation.builder().limit(MIB));
        List<Long> live = new ArrayList<>();
        for (long size = 60_000; size >= 16; size /= 2) {
            try {
                for (; ; ) {
                    live.add(counted.allocateUntouched(size));
                }
            } catch (OutOfMemoryError e) {
                assertThat(e).hasMessageContaining("asked for");
            }
        }
        long[] all = live.stream().mapToLong(Long::longValue).toArray();
        assertThatThrownBy(() -> counted.allocator().free(new long[] {all[0], all[1], all[0]}, 3))
                .isInstanceOf(InvalidAddressException.class)
                .hasMessageContaining("position 2");
        counted.free(all, all.length);
        assertThat(counted.count()).isZero();
    }

    @Test
    void aScopeCountsAllOrNone() {
        CountedAllocator counted = conservation.open();
        AllocatorScope outer = counted.allocator().scope("outer", 100_000);
        AllocatorScope scope = outer.scope("inner", Long.MAX_VALUE);
        long[] blocks = new long[200];
        scope.allocate(500, 190, blocks); // 512 each
        assertThat(outer.stats().liveBytes()).isEqualTo(190 * 512);
        assertThat(scope.stats().liveBlocks()).isEqualTo(190);
        assertThat(scope.stats().allocations()).isEqualTo(190);
        long[] more = new long[10];
        assertThatThrownBy(() -> scope.allocate(500, 10, more)).isInstanceOf(OutOfMemoryError.class);
        assertThat(scope.stats().liveBlocks()).isEqualTo(190);
        assertThat(outer.stats().liveBytes()).isEqualTo(190 * 512);
        long[] bad = Arrays.copyOf(blocks, 190);
        bad[100] += 16;
        assertThatThrownBy(() -> scope.free(bad, 190))
                .isInstanceOf(InvalidAddressException.class)
                .hasMessageContaining("position 100");
        assertThat(scope.stats().liveBlocks()).isEqualTo(190);
        scope.free(MemorySegment.ofArray(blocks), 100);
        scope.free(Arrays.copyOfRange(blocks, 100, 190), 90);
        assertThat(outer.stats().liveBytes()).isZero();
        assertThat(outer.stats().liveBlocks()).isZero();
        scope.close();
        outer.close();
    }

    @Test
    void aScopeFreesNoMoreThanItHas() {
        CountedAllocator counted = conservation.open();
        AllocatorScope scope = counted.allocator().scope("one", Long.MAX_VALUE);
        long[] others = new long[4];
        counted.allocate(100, 4, others);
        long own = scope.allocate(100);
        assertThatThrownBy(() -> scope.free(new long[] {own, others[0], others[1]}, 3))
                .isInstanceOf(InvalidAddressException.class)
                .hasMessageContaining("position 1")
                .hasMessageContaining("scope one");
        scope.free(new long[] {own}, 1);
        scope.close();
        counted.free(others, 4);
    }

    /** Batches of many threads, freed by others than allocated them. */
    @Test
    @SuppressWarnings("ThreadPriorityCheck") // a virtual thread goes on elsewhere after it
    void batchesPassBetweenThreads() throws InterruptedException, ExecutionException {
        CountedAllocator counted = conservation.open();
        CcacheAllocator allocator = counted.allocator();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<long[]>> made = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                long size = 16L << i % 6;
                made.add(threads.submit(() -> {
                    long[] blocks = new long[150];
                    for (int round = 0; round < 20; round++) {
                        allocator.allocate(size, 150, blocks);
                        for (long block : blocks) {
                            BlockStamp.write(allocator.segment(block, size));
                        }
                        Thread.yield();
                        for (long block : blocks) {
                            BlockStamp.verify(allocator.segment(block, size));
                        }
                        if (round < 19) {
                            allocator.free(blocks, 150);
                        }
                    }
                    return blocks;
                }));
            }
            for (Future<long[]> future : made) {
                long[] blocks = future.get();
                threads.submit(() -> allocator.free(blocks, blocks.length)).get();
            }
        }
        assertThat(allocator.audit().liveBlocks()).isZero();
    }

    /** Whoever comes first with which block: each is freed once, and who is late hears of it. */
    @Test
    void twoThreadsThatFreeTheSameBatchFreeEachBlockOnce() throws InterruptedException, ExecutionException {
        CountedAllocator counted = conservation.open();
        CcacheAllocator allocator = counted.allocator();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 100; round++) {
                long[] blocks = new long[100];
                allocator.allocate(round % 2 == 0 ? 70_000 : MIB + 1, 100, blocks);
                CyclicBarrier together = new CyclicBarrier(2);
                List<Future<Boolean>> both = new ArrayList<>();
                for (int thread = 0; thread < 2; thread++) {
                    both.add(threads.submit(() -> {
                        together.await();
                        try {
                            allocator.free(blocks, 100);
                            return true;
                        } catch (InvalidAddressException e) {
                            return false;
                        }
                    }));
                }
                boolean first = both.get(0).get();
                boolean second = both.get(1).get(); // nobody works on it any more
                assertThat(first && second).isFalse();
                AuditReport report = allocator.audit();
                assertThat(report.liveBlocks())
                        .as("round %d: %s", round, report)
                        .isZero();
                assertThat(report.clean()).isTrue();
            }
        }
    }

    /** What an implementation has that takes all defaults. */
    @Test
    void ofTheDefaultsAllOthersAreFreedTooIfOneWasMeanwhile() {
        Set<Long> live = new HashSet<>();
        OffHeapAllocator fake = new Meanwhile(conservation.open().allocator(), live);
        long[] blocks = new long[70];
        fake.allocate(100, 70, blocks);
        Arrays.stream(blocks).forEach(live::add);
        live.remove(blocks[3]);
        assertThatThrownBy(() -> fake.free(blocks, 70))
                .isInstanceOf(InvalidAddressException.class)
                .hasMessageContaining("position 3");
        assertThat(live).isEmpty();
        live.add(blocks[3]);
        fake.free(blocks[3]);
    }

    /** Owns what the other one owns, but frees only what it is told is live. */
    private record Meanwhile(OffHeapAllocator other, Set<Long> live) implements OffHeapAllocator {
        @Override
        public long allocate(long size) {
            return other.allocate(size);
        }

        @Override
        public long allocate(long size, long alignment) {
            return other.allocate(size, alignment);
        }

        @Override
        public void free(long address) {
            if (!live.remove(address)) {
                throw new InvalidAddressException("free already");
            }
            other.free(address);
        }

        @Override
        public long usableSize(long address) {
            return other.usableSize(address);
        }

        @Override
        public boolean owns(long address) {
            return other.owns(address);
        }

        @Override
        public void close() {}
    }

    @Test
    void afterCloseAllIsRefused() {
        CcacheAllocator allocator = conservation.openUnsettled(conservation.builder());
        long[] blocks = new long[70];
        allocator.allocate(100, 70, blocks);
        allocator.close();
        assertThatThrownBy(() -> allocator.allocate(100, 70, new long[70])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> allocator.free(blocks, 70)).isInstanceOf(IllegalStateException.class);
        assertThat(allocator.owns(blocks[0])).isFalse();
    }
}

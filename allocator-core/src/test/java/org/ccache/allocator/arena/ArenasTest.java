package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.allocator.memory.Memory;
import org.ccache.os.ResidentMemory;
import org.junit.jupiter.api.Test;

final class ArenasTest extends ArenasFixture {
    @Test
    void onlyWhatIsHandedOutIsMapped() {
        Arenas arenas = arenas(64 * MIB);
        assertThat(arenas.mapped()).isZero();
        long first = arenas.allocateLarge(0, 100, 100, 16);
        assertThat(first).isEqualTo(arenas.address(0)).matches(address -> address % (2 * MIB) == 0);
        assertThat(arenas.mapped()).isEqualTo(Units.BYTES);
        assertThat(arenas.stats().committed()).isEqualTo(2 * MIB);
        arenas.allocateLarge(0, MIB, MIB, 16);
        assertThat(arenas.stats().committed()).isEqualTo(2 * MIB);
        arenas.allocateLarge(0, 3 * MIB, 3 * MIB, 16);
        assertThat(arenas.stats().committed()).isEqualTo(6 * MIB);
        assertThat(arenas.mapped()).isEqualTo(4 * MIB + Units.BYTES);
        arenas.allocateLarge(0, MIB, MIB, 16); // where the long one ended
        assertThat(arenas.stats().committed()).isEqualTo(6 * MIB);
        addsUp(arenas);
    }

    @Test
    void slabsAreAlignedToTheirSizeAndEnteredInTheMap() {
        Arenas arenas = arenas(64 * MIB);
        arenas.allocateLarge(0, 1, 1, 16);
        int unit = arenas.allocateSlab(0, 8, 5);
        assertThat(arenas.address(unit) % Units.bytes(8)).isZero();
        for (int i = 0; i < 8; i++) {
            assertThat(arenas.map().at(arenas.address(unit + i) + 100)).isEqualTo(5);
        }
        arenas.freeSlab(unit, 8);
        assertThat(arenas.map().at(arenas.address(unit))).isEqualTo(SpanMap.FREE);
        assertThat(arenas.stats().dirty()).isEqualTo(Units.bytes(8));
        addsUp(arenas);
    }

    @Test
    void alignsBeyondAHugePage() {
        Arenas arenas = arenas(1 << 30);
        arenas.allocateLarge(0, 1, 1, 16);
        for (long alignment = 16; alignment <= 256 * MIB; alignment *= 2) {
            long address = arenas.allocateLarge(0, 5000, 5000, alignment);
            assertThat(address % alignment).isZero();
            Memory.putLong(address, alignment);
        }
        assertThatThrownBy(() -> arenas.allocateLarge(0, 1, 1, 2L << 30))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining(Long.toString(2L << 30));
        addsUp(arenas);
    }

    @Test
    void gapsBeforeAlignedSpansAreUsed() {
        Arenas arenas = arenas(64 * MIB);
        long start = arenas.allocateLarge(0, 2 * MIB, 2 * MIB, 16) + 2 * MIB;
        if (start % (16 * MIB) == 0) { // then there would be no gap
            start = arenas.allocateLarge(0, 2 * MIB, 2 * MIB, 16) + 2 * MIB;
        }
        long aligned = arenas.allocateLarge(0, 1, 1, 16 * MIB);
        long committed = arenas.stats().committed();
        assertThat(arenas.allocateLarge(0, aligned - start, aligned - start, 16))
                .isEqualTo(start);
        assertThat(arenas.stats().committed()).isEqualTo(committed);
    }

    /** A huge page that is nearly full is filled before an empty one is touched, so that others run empty. */
    @Test
    void liveSpansGatherInFullHugePages() {
        Arenas arenas = arenas(256 * MIB);
        List<Integer> slabs = new ArrayList<>();
        for (int i = 0; i < 32 * 20; i++) {
            slabs.add(arenas.allocateSlab(0, 4, 3));
        }
        Random random = new Random(1);
        for (int round = 0; round < 10_000; round++) { // 75 % of them live, replaced at random
            if (slabs.size() > 480) {
                Collections.swap(slabs, random.nextInt(slabs.size()), slabs.size() - 1);
                arenas.freeSlab(slabs.removeLast(), 4);
            } else {
                slabs.add(arenas.allocateSlab(0, 4, 3));
            }
        }
        ArenaStats stats = arenas.stats();
        assertThat(stats.committed()).isEqualTo(40 * MIB); // nothing more was ever needed
        assertThat(stats.freeHugePages()).as("of 20, 15 could hold all").isGreaterThanOrEqualTo(3);
        addsUp(arenas);
    }

    @Test
    void theLimitIsOnWhatIsMapped() {
        long limit = 5 * MIB + 12_345;
        Arenas arenas = arenas(64 * MIB, limit, NEVER, 1);
        List<Long> blocks = new ArrayList<>();
        assertThatThrownBy(() -> {
                    while (true) {
                        blocks.add(arenas.allocateLarge(0, 1, 1, 16));
                    }
                })
                .isInstanceOf(ExhaustedError.class)
                .hasMessageContaining("asked for " + Units.BYTES)
                .hasMessageContaining(5 * MIB + " are mapped")
                .hasMessageContaining("of them 0 free")
                .hasMessageContaining("allowed are " + limit)
                .hasMessageContaining("the limit");
        assertThat(blocks).hasSize((int) (5 * MIB / Units.BYTES));
        assertThat(arenas.stats().peakMapped()).isEqualTo(5 * MIB);
        blocks.forEach(arenas::freeLarge);
        assertThat(arenas.stats().dirty()).isEqualTo(5 * MIB);
        assertThat(arenas.allocateLarge(0, 5 * MIB, 5 * MIB, 16))
                .isPositive(); // other units: dirty ones were purged for them
        assertThat(arenas.mapped()).isEqualTo(5 * MIB);
        addsUp(arenas);
    }

    @Test
    void aLoweredLimitHoldsForWhatIsDirtyToo() {
        Arenas arenas = arenas(64 * MIB);
        long block = arenas.allocateLarge(0, 8 * MIB, 8 * MIB, 16);
        long kept = arenas.allocateLarge(0, MIB, MIB, 16);
        arenas.freeLarge(block);
        arenas.limit(2 * MIB);
        assertThat(arenas.mapped()).isEqualTo(9 * MIB);
        arenas.allocateLarge(0, MIB, MIB, 16); // fits once the dirty has gone
        assertThat(arenas.mapped()).isEqualTo(2 * MIB);
        assertThatThrownBy(() -> arenas.allocateLarge(0, 1, 1, 16)).isInstanceOf(ExhaustedError.class);
        assertThat(arenas.freeLarge(kept)).isTrue();
        arenas.allocateLarge(0, 1, 1, 16);
        addsUp(arenas);
    }

    @Test
    void theSoftLimitIsASignal() {
        Arenas arenas = arenas(64 * MIB);
        assertThat(arenas.overSoftLimit()).isFalse();
        arenas.softLimit(MIB);
        arenas.allocateLarge(0, MIB, MIB, 16);
        assertThat(arenas.overSoftLimit()).isFalse();
        arenas.allocateLarge(0, 1, 1, 16);
        assertThat(arenas.overSoftLimit()).isTrue();
        assertThat(arenas.stats().softLimit()).isEqualTo(MIB);
    }

    @Test
    void dirtyMemoryGoesBackByAgeAndReadsAsZeroAfterwards() {
        long epoch = 1_000_000;
        Arenas arenas = arenas(256 * MIB, Long.MAX_VALUE, 8 * epoch, 1);
        long address = arenas.allocateLarge(0, 64 * MIB, 64 * MIB, 16);
        Memory.fill(address, 64 * MIB, (byte) 1);
        assertThat(arenas.maintain(0)).isZero();
        arenas.freeLarge(address);
        assertThat(arenas.maintain(epoch / 2)).isZero();
        long last = arenas.mapped();
        for (int i = 1; i <= 8; i++) {
            arenas.maintain(i * epoch);
            assertThat(arenas.mapped()).isLessThanOrEqualTo(last);
            last = arenas.mapped();
            addsUp(arenas);
        }
        ArenaStats stats = arenas.stats();
        assertThat(stats.mapped()).isZero();
        assertThat(stats.purged()).isEqualTo(64 * MIB);
        assertThat(stats.purges()).isBetween(1L, 64L);
        assertThat(stats.committed()).isEqualTo(64 * MIB);
        assertThat(arenas.allocateLarge(0, 64 * MIB, 64 * MIB, 16)).isEqualTo(address);
        assertThat(Memory.getLong(address + 32 * MIB)).isZero();
    }

    @Test
    void wholeFreeHugePagesArePurgedFirst() {
        Arenas arenas = arenas(64 * MIB, 11 * MIB, NEVER, 1);
        long inFullHugePage = arenas.allocateLarge(0, MIB, MIB, 16);
        arenas.allocateLarge(0, MIB / 2, MIB / 2, 16);
        long whole = arenas.allocateLarge(0, 8 * MIB, 8 * MIB, 16);
        Memory.putLong(inFullHugePage, 1);
        Memory.putLong(whole, 1);
        arenas.freeLarge(inFullHugePage);
        arenas.freeLarge(whole);
        arenas.allocateLarge(0, 9 * MIB, 9 * MIB, 16); // at the limit: some of the dirty has to go
        assertThat(Memory.getLong(inFullHugePage)).isEqualTo(1);
        assertThat(arenas.trim()).isEqualTo(MIB);
        assertThat(Memory.getLong(inFullHugePage)).isZero();
        addsUp(arenas);
    }

    /**
     * What is known of free huge pages is nothing: their records go too, and are written anew when they are used again.
     */
    @Test
    void theRecordsOfFreeHugePagesGoToo() {
        Arenas arenas = arenas(256 * MIB);
        List<Integer> slabs = new ArrayList<>();
        for (int i = 0; i < 32 * 40; i++) {
            slabs.add(arenas.allocateSlab(0, 4, 3));
            arenas.table().bits(slabs.getLast(), 0, -1L);
        }
        int kept = slabs.removeFirst();
        long before = ResidentMemory.of(arenas.metadataRange()).resident();
        slabs.forEach(unit -> arenas.freeSlab(unit, 4));
        assertThat(arenas.trim()).isEqualTo(80 * MIB - 65_536);
        assertThat(ResidentMemory.of(arenas.metadataRange()).resident()).isLessThan(before / 4);
        assertThat(arenas.table().bits(kept, 0)).isEqualTo(-1L);
        assertThat(arenas.table().bits(slabs.getLast(), 0)).isZero();
        addsUp(arenas);
        assertThat(arenas.allocateLarge(0, 78 * MIB, 78 * MIB, 16)).isEqualTo(arenas.address(0) + 2 * MIB);
        addsUp(arenas);
    }

    @Test
    void withoutDelayWhoFreesPurges() {
        Arenas arenas = arenas(64 * MIB, Long.MAX_VALUE, 0, 1);
        long block = arenas.allocateLarge(0, 8 * MIB, 8 * MIB, 16);
        int slab = arenas.allocateSlab(0, 4, 3);
        arenas.freeLarge(block);
        assertThat(arenas.stats().dirty()).isZero();
        assertThat(arenas.freeSlab(slab, 4)).isTrue();
        assertThat(arenas.mapped()).isZero();
    }

    /** Many runs that do not do are no reason to commit more, nor to look for ever. */
    @Test
    void anAlignedRunBehindManyOthersIsFound() {
        Arenas arenas = arenas(4096 * MIB);
        long[] pages = new long[1200];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = arenas.allocateLarge(0, 2 * MIB, 2 * MIB, 16);
        }
        long wanted = 0;
        for (int i = 100; i < pages.length; i++) {
            boolean aligned = pages[i] % (4 * MIB) == 0;
            if (!aligned) {
                arenas.freeLarge(pages[i]); // single huge pages at odd places
            } else if (wanted == 0) {
                wanted = pages[i - 2] % (4 * MIB) == 0 ? pages[i - 2] : pages[i];
            }
        }
        arenas.freeLarge(wanted);
        long committed = arenas.stats().committed();
        assertThat(arenas.allocateLarge(0, 2 * MIB, 2 * MIB, 4 * MIB) % (4 * MIB))
                .isZero();
        assertThat(arenas.stats().committed()).isEqualTo(committed);
    }

    /** With huge pages the first byte brings 2 MiB, so they count as mapped, and all of them go back. */
    @Test
    void hugePagesCountAsAWhole() {
        Arenas arenas =
                arenas(new ArenaOptions(256 * MIB, Long.MAX_VALUE, Long.MAX_VALUE, ArenaOptions.Advice.USE, NEVER, 1));
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            long block = arenas.allocateLarge(0, 100_000, 100_000, 2 * MIB);
            Memory.putLong(block, 1);
            blocks.add(block);
        }
        assertThat(arenas.mapped()).isEqualTo(60 * MIB);
        assertThat(arenas.stats().dirty()).isEqualTo(60 * MIB - 30 * Units.roundedUp(100_000));
        assertThat(ResidentMemory.of(arenas.range()).resident()).isLessThanOrEqualTo(60 * MIB);
        addsUp(arenas);
        arenas.trim();
        assertThat(arenas.mapped()).isEqualTo(30 * Units.roundedUp(100_000));
        assertThat(ResidentMemory.of(arenas.range()).resident()).isLessThanOrEqualTo(arenas.mapped());
        blocks.forEach(arenas::freeLarge);
        arenas.trim();
        assertThat(arenas.mapped()).isZero();
        assertThat(ResidentMemory.of(arenas.range()).resident()).isZero();
        addsUp(arenas);
    }

    /** Memory that is due by age goes, and little more. */
    @Test
    void decayGivesBackWhatIsDue() {
        long epoch = 1_000_000;
        Arenas arenas = arenas(256 * MIB, Long.MAX_VALUE, 8 * epoch, 1);
        arenas.maintain(0);
        arenas.freeLarge(arenas.allocateLarge(0, 48 * MIB, 48 * MIB, 16));
        arenas.maintain(epoch);
        assertThat(arenas.mapped()).isBetween(44 * MIB, 48 * MIB);
        arenas.maintain(4 * epoch);
        assertThat(arenas.mapped()).isBetween(20 * MIB, 44 * MIB);
    }

    @Test
    void closeEmptiesTheMapAndMayBeRepeated() {
        Arenas arenas = arenas(64 * MIB);
        long address = arenas.allocateLarge(0, 100_000, 100_000, 16);
        int unit = arenas.allocateSlab(0, 4, 3);
        arenas.close();
        arenas.close();
        assertThat(arenas.map().at(address)).isEqualTo(SpanMap.FREE);
        assertThat(arenas.freeLarge(address)).isFalse();
        assertThat(arenas.freeSlab(unit, 4)).isFalse();
        assertThat(arenas.trim()).isZero();
        assertThatThrownBy(() -> arenas.allocateLarge(0, 1, 1, 16)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> arenas.allocateSlab(0, 1, 1)).isInstanceOf(IllegalStateException.class);
        assertThat(arenas.metadataRange()).hasSize(2);
        assertThat(arenas.mapped()).isZero();
    }

    @Test
    void agreesWithATreeOverRandomPrograms() {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            int nodes = 1 + seed % 3;
            Arenas arenas = arenas(256 * MIB, 100 * MIB, 1000, nodes);
            TreeMap<Long, Long> live = new TreeMap<>();
            long now = 0;
            for (int step = 0; step < 3000; step++) {
                int choice = random.nextInt(100);
                long size = random.nextInt(random.nextInt(10) == 0 ? 5_000_000 : 200_000);
                if (choice < 50) {
                    long alignment = 1L << random.nextInt(22);
                    try {
                        long address = arenas.allocateLarge(random.nextInt(nodes), size, size, alignment);
                        assertThat(address % alignment).isZero();
                        enter(arenas, live, address, size);
                    } catch (ExhaustedError e) {
                        continue;
                    }
                } else if (choice < 92 && !live.isEmpty()) {
                    Long address = live.floorKey(arenas.address(random.nextInt((int) (256 * MIB / Units.BYTES))));
                    address = address == null ? live.firstKey() : address;
                    assertThat(arenas.largeBytes(address)).isEqualTo(live.get(address));
                    assertThat(Memory.getLong(address)).isEqualTo(live.get(address));
                    live.remove(address);
                    if (random.nextInt(4) > 0) {
                        assertThat(arenas.freeLarge(address)).isTrue();
                    } else {
                        long before = arenas.largeBytes(address);
                        try {
                            long moved = arenas.reallocateLarge(0, address, size, size, 1);
                            assertThat(Memory.getLong(moved)).isEqualTo(before);
                            enter(arenas, live, moved, size);
                        } catch (ExhaustedError e) {
                            enter(arenas, live, address, before);
                        }
                    }
                } else if (choice < 98) {
                    arenas.maintain(now += random.nextInt(500));
                } else {
                    arenas.trim();
                }
                if (step % 50 == 0) {
                    addsUp(arenas);
                    assertThat(arenas.mapped()).isLessThanOrEqualTo(100 * MIB);
                }
            }
            assertThat(arenas.stats().largeBlocks()).isEqualTo(live.size());
            live.keySet().forEach(arenas::freeLarge);
            addsUp(arenas);
            assertThat(arenas.stats().dirty()).isEqualTo(arenas.mapped());
            arenas.trim();
            assertThat(arenas.mapped()).isZero();
            assertThat(arenas.stats().partialHugePages()).isZero(); // all joined again
            arenas.close();
        }
    }

    private static void enter(Arenas arenas, NavigableMap<Long, Long> live, long address, long size) {
        Long below = live.floorKey(address);
        Long above = live.ceilingKey(address);
        assertThat(below == null || below + arenas.largeSpan(below) <= address).isTrue();
        assertThat(above == null || address + arenas.largeSpan(address) <= above)
                .isTrue();
        live.put(address, size);
        Memory.putLong(address, size);
    }

    /**
     * Spans taken, given back, grown, purged and refused by several threads at once: the account is exact afterwards.
     */
    @Test
    void theAccountIsExactUnderConcurrency() throws InterruptedException {
        Arenas arenas = arenas(256 * MIB, 48 * MIB, 1_000_000, 2);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            int seed = t;
            threads.add(Thread.ofPlatform().start(() -> {
                Random random = new Random(seed);
                List<Long> mine = new ArrayList<>();
                try {
                    for (int i = 0; i < 4000; i++) {
                        try {
                            if (random.nextInt(100) < 55) {
                                long block = arenas.allocateLarge(
                                        seed % 2, random.nextInt(3_000_000), random.nextInt(3_000_000), 16);
                                Memory.putLong(block, block);
                                mine.add(block);
                            } else if (!mine.isEmpty()) {
                                long block = mine.remove(random.nextInt(mine.size()));
                                assertThat(Memory.getLong(block)).isEqualTo(block);
                                if (random.nextBoolean()) {
                                    assertThat(arenas.freeLarge(block)).isTrue();
                                } else {
                                    mine.add(block); // in case of an error
                                    long moved = arenas.reallocateLarge(
                                            0, block, random.nextInt(3_000_000), random.nextInt(3_000_000), 1);
                                    mine.removeLast();
                                    assertThat(Memory.getLong(moved)).isEqualTo(block);
                                    Memory.putLong(moved, moved);
                                    mine.add(moved);
                                }
                            }
                        } catch (ExhaustedError e) {
                            if (!mine.isEmpty()) { // else the others have it all
                                assertThat(arenas.freeLarge(mine.removeFirst())).isTrue();
                            }
                        }
                        if (i % 16 == 0) {
                            arenas.maintain();
                        }
                        assertThat(arenas.mapped()).isLessThanOrEqualTo(48 * MIB);
                    }
                    mine.forEach(arenas::freeLarge);
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
        addsUp(arenas);
        assertThat(arenas.stats().largeBlocks()).isZero();
        arenas.trim();
        assertThat(arenas.mapped()).isZero();
    }

    /** An audit looks twice: at the sums and at every span. Paused, purges of others change nothing between the two. */
    @Test
    void pausedPurgesLeaveTheSpansAlone() throws InterruptedException {
        Arenas arenas = arenas(64 * MIB);
        AtomicBoolean done = new AtomicBoolean();
        Thread purging = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                arenas.trim();
            }
        });
        try {
            while (arenas.stats().purges() < 300) { // until enough has gone on beside it
                long block = arenas.allocateLarge(0, 4 * MIB, 4 * MIB, 16);
                Memory.putLong(block, 1);
                arenas.freeLarge(block);
                arenas.pausePurges();
                try {
                    addsUp(arenas);
                } finally {
                    arenas.resumePurges();
                }
            }
        } finally {
            done.set(true);
            purging.join();
        }
    }

    @Test
    void refusedAddressSpaceIsAnError() {
        assertThatThrownBy(() -> arenas(1L << 60))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("cannot reserve " + (1L << 60))
                .hasMessageContaining("errno 12");
    }
}

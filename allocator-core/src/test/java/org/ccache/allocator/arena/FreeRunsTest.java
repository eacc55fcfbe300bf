package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Runs of free huge pages: joined, best fit, against a simple model. */
final class FreeRunsTest extends HugePagesFixture {
    private void add(FreeRuns runs, int page, int length, boolean dirty) {
        for (int i = 0; i < length; i++) {
            pages.free(page + i, 0, UNITS, dirty);
        }
        runs.add(page, length, PAGES);
    }

    private void take(FreeRuns runs, int page, int length) {
        runs.take(page, length);
        for (int i = 0; i < length; i++) {
            pages.use(page + i, 0, UNITS);
        }
    }

    @Test
    void runsJoinAndTheBestFitIsTaken() {
        FreeRuns runs = new FreeRuns(pages, 0, 0);
        add(runs, 10, 5, true);
        add(runs, 20, 3, false);
        add(runs, 30, 3, false);
        assertThat(runs.find(3, 1)).isEqualTo(20); // the shortest, and the lowest of those
        assertThat(runs.find(4, 1)).isEqualTo(10);
        assertThat(runs.find(6, 1)).isEqualTo(HugePageTable.NONE);
        add(runs, 15, 5, false);
        assertThat(runs.find(13, 1)).isEqualTo(10); // 10 to 23 is one
        assertThat(runs.count()).isEqualTo(16);
        assertThat(runs.dirtyUnits()).isEqualTo(5L * UNITS);
        assertThat(runs.findDirty()).isEqualTo(10);
        assertThat(runs.find(1, 16)).isEqualTo(32);
        assertThat(runs.find(4, 16)).isEqualTo(16);
        take(runs, 16, 1);
        assertThat(runs.find(6, 1)).isEqualTo(10);
        assertThat(runs.find(7, 1)).isEqualTo(HugePageTable.NONE);
        assertThat(runs.lengthBefore(23)).isEqualTo(6);
        assertThat(runs.lengthBefore(24)).isZero();
        take(runs, 10, 5);
        assertThat(runs.dirtyUnits()).isZero();
    }

    @Test
    void runsJoinNothingOfAnotherArenaNorBeyondTheFrontier() {
        FreeRuns before = new FreeRuns(pages, 0, 0);
        FreeRuns runs = new FreeRuns(pages, 50, 0);
        add(before, 49, 1, false);
        for (int i = 0; i < 3; i++) {
            pages.free(50 + i, 0, UNITS, false);
        }
        pages.free(53, 0, UNITS, false); // another arena's, as it were: beyond the frontier
        runs.add(50, 3, 53);
        assertThat(runs.count()).isEqualTo(3);
        assertThat(runs.find(4, 1)).isEqualTo(HugePageTable.NONE);
        assertThat(runs.find(3, 1)).isEqualTo(50);
    }

    @Test
    void runsAgreeWithABitSetOverRandomPrograms() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            FreeRuns runs = new FreeRuns(pages, 0, 3);
            BitSet free = new BitSet();
            BitSet dirty = new BitSet();
            for (int page = 0; page < PAGES; page++) {
                pages.use(page, 0, UNITS);
            }
            List<int[]> taken = new ArrayList<>(List.of(new int[] {0, PAGES}));
            for (int step = 0; step < 2000; step++) {
                if (random.nextBoolean()) {
                    int length = 1 + random.nextInt(random.nextInt(6) == 0 ? 90 : 9);
                    int alignment = 1 << random.nextInt(4);
                    int page = runs.find(length, alignment);
                    int[] best = best(free, length, alignment);
                    if (page == HugePageTable.NONE) {
                        assertThat(best).isNull();
                        continue;
                    }
                    assertThat((3 + page) % alignment).isZero();
                    assertThat(free.nextClearBit(page)).isGreaterThanOrEqualTo(page + length);
                    assertThat(best[0]).as("length of the run it is in").isEqualTo(runLength(free, page));
                    take(runs, page, length);
                    free.clear(page, page + length);
                    dirty.clear(page, page + length);
                    taken.add(new int[] {page, length});
                } else if (!taken.isEmpty()) {
                    int[] span = taken.remove(random.nextInt(taken.size()));
                    boolean isDirty = random.nextBoolean();
                    add(runs, span[0], span[1], isDirty);
                    free.set(span[0], span[0] + span[1]);
                    dirty.set(span[0], span[0] + span[1], isDirty);
                }
                assertThat(runs.count()).isEqualTo(free.cardinality());
                assertThat(runs.dirtyUnits()).isEqualTo((long) dirty.cardinality() * UNITS);
                assertThat(runs.findDirty() == HugePageTable.NONE).isEqualTo(dirty.isEmpty());
            }
            for (int[] span : taken) {
                add(runs, span[0], span[1], false);
            }
            assertThat(runs.find(PAGES, 1)).isZero();
        }
    }

    private static int runLength(BitSet free, int page) {
        int start = free.previousClearBit(page) + 1;
        return free.nextClearBit(page) - start;
    }

    /** Length of the shortest run that has room; null if none has. */
    private static int[] best(BitSet free, int length, int alignment) {
        int[] best = null;
        for (int start = free.nextSetBit(0); start >= 0; start = free.nextSetBit(free.nextClearBit(start))) {
            int end = free.nextClearBit(start);
            int aligned = (3 + start + alignment - 1) / alignment * alignment - 3;
            if (aligned + length <= end && (best == null || end - start < best[0])) {
                best = new int[] {end - start};
            }
        }
        return best;
    }

    @Test
    void binsAscendWithTheLength() {
        int last = -1;
        for (int count = 1; count < 1 << 20; count += count / 100 + 1) {
            assertThat(FreeRuns.bin(count)).isGreaterThanOrEqualTo(last);
            last = FreeRuns.bin(count);
        }
        assertThat(FreeRuns.bin(Integer.MAX_VALUE)).isLessThan(64 + 25 * 4);
    }
}

package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The records of huge pages against a simple model. */
final class HugePageTableTest extends HugePagesFixture {
    @Test
    void bitsAgreeWithABitSet() {
        Random random = new Random(5);
        BitSet free = new BitSet();
        BitSet dirty = new BitSet();
        BitSet wasDirty = new BitSet();
        for (int step = 0; step < 20_000; step++) {
            int from = random.nextInt(UNITS);
            int to = from + 1 + random.nextInt(UNITS - from);
            BitSet range = new BitSet();
            range.set(from, to);
            if (random.nextBoolean()) {
                boolean isDirty = random.nextBoolean();
                pages.free(7, from, to, isDirty);
                free.set(from, to);
                dirty.set(from, to, isDirty);
                wasDirty.andNot(range);
                wasDirty.or(dirty);
            } else {
                BitSet was = (BitSet) dirty.clone();
                was.and(range);
                assertThat(pages.use(7, from, to)).isEqualTo(was.cardinality());
                free.andNot(range);
                dirty.andNot(range);
            }
            int unit = random.nextInt(UNITS);
            assertThat(pages.wasDirty(7, unit)).isEqualTo(wasDirty.get(unit)); // in use: as it was when it was taken
            assertThat(pages.free(7)).isEqualTo(free.cardinality());
            assertThat(pages.dirty(7)).isEqualTo(dirty.cardinality());
            assertThat(pages.allFree(7)).isEqualTo(free.cardinality() == UNITS);
            int probe = random.nextInt(UNITS);
            assertThat(pages.nextFree(7, probe, true)).isEqualTo(end(free.nextSetBit(probe)));
            assertThat(pages.nextFree(7, probe, false)).isEqualTo(Math.min(UNITS, free.nextClearBit(probe)));
            assertThat(pages.nextDirty(7, probe, true)).isEqualTo(end(dirty.nextSetBit(probe)));
            assertThat(pages.isFree(7, from, to)).isEqualTo(free.nextClearBit(from) >= to);
            assertThat(pages.longest(7)).isEqualTo(longest(free));
            int count = 1 + random.nextInt(20);
            int alignment = 1 << random.nextInt(5);
            assertThat(pages.find(7, count, alignment)).isEqualTo(fit(free, count, alignment));
        }
        assertThat(pages.free(6) + pages.free(8)).isZero(); // neighbours are not touched
    }

    private static int end(int bit) {
        return bit < 0 ? UNITS : bit;
    }

    private static int longest(BitSet free) {
        int longest = 0;
        for (int start = free.nextSetBit(0); start >= 0; start = free.nextSetBit(free.nextClearBit(start))) {
            longest = Math.max(longest, free.nextClearBit(start) - start);
        }
        return longest;
    }

    private static int fit(BitSet free, int count, int alignment) {
        for (int start = 0; start + count <= UNITS; start += alignment) {
            if (free.nextClearBit(start) >= start + count) {
                return start;
            }
        }
        return HugePageTable.NONE;
    }
}

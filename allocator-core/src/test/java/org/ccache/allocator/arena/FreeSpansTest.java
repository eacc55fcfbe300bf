package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against a bit for each unit. */
final class FreeSpansTest {
    private static final int UNITS = 4096;
    private static final long BASE = 0x7f00_0000_0000L + 37 * Units.BYTES; // alignment is of addresses, not of numbers
    private static final long ORIGIN = BASE >>> Units.SHIFT;

    private final java.lang.foreign.Arena memory = java.lang.foreign.Arena.ofAuto();
    private final MemorySegment bytes = memory.allocate(UNITS);
    private final MemorySegment records = memory.allocate((long) UNITS << SpanTable.RECORD_SHIFT, 64);
    private final SpanMap map = new SpanMap(BASE, UNITS, bytes.address());
    private final SpanTable table = new SpanTable(records.address());
    private final FreeSpans free = new FreeSpans(table, map, ORIGIN);

    private void add(int unit, int count, boolean dirty) {
        map.set(unit, count, SpanMap.FREE);
        free.add(unit, count, dirty, UNITS);
    }

    private int take(int count, long alignment) {
        int unit = free.take(count, alignment);
        if (unit != SpanTable.NONE) {
            map.set(unit, count, 1);
        }
        return unit;
    }

    private void allTaken() {
        map.set(0, UNITS, 1);
    }

    @Test
    void joinsWithBothNeighbours() {
        allTaken();
        add(10, 5, false);
        add(20, 5, false);
        assertThat(take(15, 1)).isEqualTo(SpanTable.NONE);
        add(15, 5, false);
        assertThat(free.units()).isEqualTo(15);
        assertThat(take(15, 1)).isEqualTo(10);
        assertThat(free.units()).isZero();
    }

    @Test
    void joinsNothingBeyondTheFrontier() {
        allTaken();
        map.set(100, 10, SpanMap.FREE); // beyond the frontier everything reads FREE
        map.set(90, 10, SpanMap.FREE);
        free.add(90, 10, false, 100);
        assertThat(free.units()).isEqualTo(10);
        assertThat(free.take(11, 1)).isEqualTo(SpanTable.NONE);
        assertThat(free.take(10, 1)).isEqualTo(90);
    }

    @Test
    void dirtyIsInheritedAndTakenLongestFirst() {
        allTaken();
        add(0, 4, true);
        add(4, 4, false); // joined with a dirty one: dirty
        add(100, 200, true);
        add(1000, 500, false);
        assertThat(free.dirtyUnits()).isEqualTo(208);
        assertThat(free.takeDirty()).isEqualTo(100);
        assertThat(free.takeDirty()).isEqualTo(0);
        assertThat(free.takeDirty()).isEqualTo(SpanTable.NONE);
        assertThat(free.dirtyUnits()).isZero();
        assertThat(free.units()).isEqualTo(500);
    }

    @Test
    void binsAscendWithTheLength() {
        int last = -1;
        for (int count = 1; count < 1 << 20; count += count / 100 + 1) {
            assertThat(FreeSpans.bin(count)).isGreaterThanOrEqualTo(last);
            last = FreeSpans.bin(count);
        }
        assertThat(FreeSpans.bin(Integer.MAX_VALUE)).isLessThan(64 + 25 * 4);
    }

    private record Span(int unit, int count) {}

    @Test
    void agreesWithABitSetOverRandomPrograms() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            FreeSpansTest fresh = new FreeSpansTest();
            fresh.allTaken();
            fresh.add(0, UNITS, false);
            BitSet model = new BitSet(); // set: free
            model.set(0, UNITS);
            List<Span> taken = new ArrayList<>();
            for (int step = 0; step < 2000; step++) {
                if (random.nextBoolean() || taken.isEmpty()) {
                    int count = 1 + random.nextInt(random.nextInt(6) == 0 ? 300 : 20);
                    long alignment = 1L << random.nextInt(random.nextInt(4) == 0 ? 8 : 2);
                    int unit = fresh.take(count, alignment);
                    if (unit == SpanTable.NONE) {
                        assertThat(fit(model, count, alignment)).isFalse();
                        continue;
                    }
                    assertThat((ORIGIN + unit) % alignment).isZero();
                    assertThat(model.nextClearBit(unit)).isGreaterThanOrEqualTo(unit + count);
                    model.clear(unit, unit + count);
                    taken.add(new Span(unit, count));
                } else {
                    Span span = taken.remove(random.nextInt(taken.size()));
                    fresh.add(span.unit, span.count, random.nextBoolean());
                    model.set(span.unit, span.unit + span.count);
                }
                assertThat(fresh.free.units()).isEqualTo(model.cardinality());
                assertThat(fresh.free.dirtyUnits()).isBetween(0, fresh.free.units());
            }
            taken.forEach(span -> fresh.add(span.unit, span.count, false));
            assertThat(fresh.take(UNITS, 1)).isZero(); // all joined to one again
        }
    }

    private static boolean fit(BitSet model, int count, long alignment) {
        for (int start = model.nextSetBit(0); start >= 0; start = model.nextSetBit(model.nextClearBit(start))) {
            int aligned = (int) ((ORIGIN + start + alignment - 1) / alignment * alignment - ORIGIN);
            if (aligned + count <= model.nextClearBit(start)) {
                return true;
            }
        }
        return false;
    }
}

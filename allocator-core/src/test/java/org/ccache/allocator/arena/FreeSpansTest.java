package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Free units below a frontier: which are taken, what that costs, which go back first; nothing is lost between the
 * lists.
 */
final class FreeSpansTest {
    private static final int UNITS = HugePageTable.UNITS;
    private static final int START = 2; // the arena's first huge page
    private static final int PAGES = 24;

    /** Freed with the test, not with the segment: what is tested keeps addresses only. */
    private final Arena memory = Arena.ofConfined();

    @AfterEach
    @AfterProperty
    void free() {
        memory.close();
    }

    private HugePageTable pages() {
        return new HugePageTable(memory.allocate(HugePageTable.bytes(PAGES), 64).address());
    }

    /** With free and clean huge pages from the start to the frontier. */
    private FreeSpans spans(int frontier, boolean wholeFaults) {
        FreeSpans spans = new FreeSpans(pages(), START, 0, wholeFaults);
        spans.extend(frontier);
        return spans;
    }

    private static int take(FreeSpans spans, int units) {
        int unit = spans.find(units, 1);
        spans.take(unit, units);
        return unit;
    }

    @Test
    void aLongSpanBeginsWithAHugePageAndItsRestIsForShortOnes() {
        FreeSpans spans = spans(START + 4, false);
        int longSpan = take(spans, UNITS + 1);
        assertThat(longSpan).isEqualTo(START * UNITS);
        assertThat(take(spans, 3)).isEqualTo(longSpan + UNITS + 1);
        assertThat(spans.freePages()).isEqualTo(2);
        assertThat(spans.partialPages()).isEqualTo(1);
    }

    @Test
    void aShortSpanCrossesNoHugePage() {
        FreeSpans spans = spans(START + 2, false);
        int first = take(spans, UNITS - 2);
        assertThat(take(spans, 3)).isEqualTo((START + 1) * UNITS);
        assertThat(take(spans, 2)).isEqualTo(first + UNITS - 2);
    }

    @Test
    void beyondTheFrontierNothingIsFree() {
        FreeSpans spans = spans(START + 2, false);
        assertThat(spans.isFree(START * UNITS, 2 * UNITS)).isTrue();
        assertThat(spans.isFree(START * UNITS, 2 * UNITS + 1)).isFalse();
        assertThat(spans.find(2 * UNITS + 1, 1)).isEqualTo(SpanTable.NONE);
        assertThat(spans.lengthBeforeFrontier()).isEqualTo(2);
        spans.extend(START + 3);
        assertThat(spans.find(2 * UNITS + 1, 1)).isEqualTo(START * UNITS);
        spans.clear(START);
        assertThat(spans.isFree(START * UNITS, 1)).isFalse();
    }

    /**
     * As far as it was asked for, but to a huge page's end: a part of one that is purged alone would be filled again.
     */
    @Test
    void aDirtyStretchEndsWithAHugePage() {
        FreeSpans spans = spans(START + 4, false);
        int span = take(spans, 4 * UNITS);
        spans.release(span, 4 * UNITS, true);
        assertThat(spans.findDirty(true, false)).isEqualTo(span);
        assertThat(spans.dirtyStretch(span, 1)).isEqualTo(UNITS);
        assertThat(spans.dirtyStretch(span, UNITS)).isEqualTo(UNITS);
        assertThat(spans.dirtyStretch(span, UNITS + 1)).isEqualTo(2 * UNITS);
        assertThat(spans.dirtyStretch(span, Integer.MAX_VALUE)).isEqualTo(4 * UNITS);
    }

    @Test
    void cleanHugePagesAtARunsStartArePassedOver() {
        FreeSpans spans = spans(START + 4, false);
        int span = take(spans, 4 * UNITS);
        spans.release(span, UNITS, false);
        spans.release(span + UNITS, 2 * UNITS, true);
        spans.release(span + 3 * UNITS, UNITS, false);
        assertThat(spans.freePages()).isEqualTo(4);
        assertThat(spans.findDirty(true, false)).isEqualTo(span + UNITS);
        assertThat(spans.dirtyStretch(span + UNITS, Integer.MAX_VALUE)).isEqualTo(2 * UNITS);
        assertThat(spans.findDirty(false, false)).isEqualTo(SpanTable.NONE);
    }

    /** One step of a program: 0 extend, 1 to 4 take, 5 to 7 release, 8 and 9 purge. */
    record Change(int kind, int size, int shift) {}

    @Provide
    Arbitrary<List<Change>> programs() {
        Arbitrary<Integer> sizes = Arbitraries.oneOf(
                Arbitraries.integers().between(1, 20), Arbitraries.integers().between(1, 4 * UNITS));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 9),
                        sizes,
                        Arbitraries.integers().between(0, 8))
                .as(Change::new)
                .list()
                .ofMaxSize(150);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void programsAgreeWithBits(@ForAll("programs") List<Change> program, @ForAll boolean wholeFaults) {
        Model model = new Model(pages(), wholeFaults);
        for (Change step : program) {
            model.run(step);
            model.agree();
        }
    }

    /** The same in bits of single units. */
    private static final class Model {
        private final boolean wholeFaults;
        private final FreeSpans spans;
        private final BitSet free = new BitSet();
        private final BitSet dirty = new BitSet();
        private final List<int[]> taken = new ArrayList<>();
        private int frontier = START;

        Model(HugePageTable pages, boolean wholeFaults) {
            this.wholeFaults = wholeFaults;
            this.spans = new FreeSpans(pages, START, 0, wholeFaults);
        }

        void run(Change step) {
            if (step.kind == 0) {
                extend(1 + step.size % 3);
            } else if (step.kind < 5) {
                take(step.size, 1 << step.shift);
            } else if (step.kind < 8) {
                release(step.size, step.shift % 2 == 0);
            } else {
                purge(step.kind == 8, step.size);
            }
        }

        private void extend(int length) {
            int to = Math.min(PAGES, frontier + length);
            if (to > frontier) {
                spans.extend(to);
                free.set(frontier * UNITS, to * UNITS);
                frontier = to;
            }
        }

        private void take(int units, int alignment) {
            int unit = spans.find(units, alignment);
            assertThat(unit != SpanTable.NONE).as("%d at %d", units, alignment).isEqualTo(fits(units, alignment));
            if (unit == SpanTable.NONE) {
                return;
            }
            assertThat(unit % alignment).isZero();
            assertThat(free.nextClearBit(unit)).isGreaterThanOrEqualTo(unit + units);
            assertThat(spans.isFree(unit, units)).isTrue();
            assertThat(spans.dirty(unit, units))
                    .isEqualTo(dirty.get(unit, unit + units).cardinality());
            BitSet whole = new BitSet(); // huge pages that the first touch brings as a whole
            int cost = 0;
            for (int page = unit / UNITS; page <= (unit + units - 1) / UNITS; page++) {
                BitSet ofPage = new BitSet();
                ofPage.set(Math.max(unit, page * UNITS), Math.min(unit + units, (page + 1) * UNITS));
                ofPage.andNot(dirty);
                if (wholeFaults && isFree(page) && dirtyOf(page) == 0) {
                    whole.set(page * UNITS, (page + 1) * UNITS);
                    cost += UNITS;
                } else {
                    cost += ofPage.cardinality();
                }
            }
            assertThat(spans.cost(unit, units)).isEqualTo(cost);
            spans.take(unit, units);
            dirty.or(whole);
            free.clear(unit, unit + units);
            dirty.clear(unit, unit + units);
            taken.add(new int[] {unit, units});
        }

        /** Whether there is a place: within a huge page for what is shorter than one, else from the start of one on. */
        private boolean fits(int units, int alignment) {
            boolean withinOne = units < UNITS && alignment <= UNITS;
            int length = withinOne ? units : FreeSpans.length(units) * UNITS;
            int step = withinOne ? alignment : Math.max(UNITS, alignment);
            for (int unit = 0; unit + length <= frontier * UNITS; unit += step) {
                boolean crosses = withinOne && unit / UNITS != (unit + units - 1) / UNITS;
                if (!crosses && free.nextClearBit(unit) >= unit + length) {
                    return true;
                }
            }
            return false;
        }

        /** A span that was taken, or, of a longer one, its first part only. */
        private void release(int pick, boolean isDirty) {
            if (taken.isEmpty()) {
                return;
            }
            int[] span = taken.remove(pick % taken.size());
            int keep = span[1] > 1 && pick % 3 == 0 ? pick % span[1] : 0;
            spans.release(span[0], span[1] - keep, isDirty);
            free.set(span[0], span[0] + span[1] - keep);
            dirty.set(span[0], span[0] + span[1] - keep, isDirty);
            if (keep > 0) {
                taken.add(new int[] {span[0] + span[1] - keep, keep});
            }
        }

        /** As a purge does: the stretch is nobody's while the system works, and comes back clean. */
        private void purge(boolean whole, int most) {
            int unit = spans.findDirty(whole, false);
            boolean any = false;
            for (int page = START; page < frontier; page++) {
                any |= dirtyOf(page) > 0 && isFree(page) == whole;
            }
            assertThat(unit != SpanTable.NONE).isEqualTo(any);
            if (unit == SpanTable.NONE) {
                return;
            }
            assertThat(isFree(unit / UNITS)).isEqualTo(whole);
            int units = spans.dirtyStretch(unit, most);
            assertThat(units).isPositive();
            assertThat(dirty.nextClearBit(unit)).isGreaterThanOrEqualTo(unit + units);
            assertThat(units).isLessThan(most + UNITS);
            spans.use(unit, units);
            free.clear(unit, unit + units);
            dirty.clear(unit, unit + units);
            agree();
            spans.release(unit, units, false);
            free.set(unit, unit + units);
        }

        private boolean isFree(int page) {
            return free.get(page * UNITS, (page + 1) * UNITS).cardinality() == UNITS;
        }

        private int dirtyOf(int page) {
            return dirty.get(page * UNITS, (page + 1) * UNITS).cardinality();
        }

        void agree() {
            int whole = 0;
            int partial = 0;
            for (int page = START; page < frontier; page++) {
                whole += isFree(page) ? 1 : 0;
                partial += !isFree(page) && free.nextSetBit(page * UNITS) / UNITS == page ? 1 : 0;
            }
            assertThat(spans.freeUnits()).isEqualTo(free.cardinality());
            assertThat(spans.dirtyUnits()).isEqualTo(dirty.cardinality());
            assertThat(spans.freePages()).isEqualTo(whole);
            assertThat(spans.partialPages()).isEqualTo(partial);
            assertThat(spans.frontier()).isEqualTo(frontier);
        }
    }
}

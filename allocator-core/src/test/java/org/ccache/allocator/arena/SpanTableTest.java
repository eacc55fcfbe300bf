package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.junit.jupiter.api.Test;

final class SpanTableTest {
    private final MemorySegment records = java.lang.foreign.Arena.ofAuto().allocate(64L << SpanTable.RECORD_SHIFT, 64);
    private final SpanTable table = new SpanTable(records.address());

    @Test
    void fieldsDoNotOverlap() {
        table.units(3, 1);
        table.next(3, 2);
        table.previous(3, 3);
        table.free(3, 5);
        table.bucket(3, 6);
        table.bytes(3, 7L << 40);
        table.hint(3, 8);
        table.bits(3, 0, -1);
        assertThat(table.units(3)).isEqualTo(1);
        assertThat(table.next(3)).isEqualTo(2);
        assertThat(table.previous(3)).isEqualTo(3);
        assertThat(table.free(3)).isEqualTo(5);
        assertThat(table.bucket(3)).isEqualTo(6);
        assertThat(table.bytes(3)).isEqualTo(7L << 40);
        assertThat(table.hint(3)).isEqualTo(8);
        assertThat(table.bits(3, 0)).isEqualTo(-1);
        assertThat(table.units(2)).isZero();
        assertThat(table.units(4)).isZero();
    }

    /** A slab's bitmap stands in the records of its own units. */
    @Test
    void everyBitmapFitsTheRecordsOfItsSlab() {
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            int words = (SlabLayout.blocks(c) + 63) / 64;
            assertThat(64 + 8L * words)
                    .as("class %d", c)
                    .isLessThanOrEqualTo((long) SlabLayout.units(c) << SpanTable.RECORD_SHIFT);
        }
    }

    @Test
    void listsLoseAnyOfTheirSpans() {
        int head = SpanTable.NONE;
        for (int unit = 0; unit < 5; unit++) {
            table.link(unit, head);
            head = unit;
        }
        head = table.unlink(2, head); // the middle
        head = table.unlink(4, head); // the head
        head = table.unlink(0, head); // the end
        assertThat(head).isEqualTo(3);
        assertThat(table.next(3)).isEqualTo(1);
        assertThat(table.previous(1)).isEqualTo(3);
        assertThat(table.next(1)).isEqualTo(SpanTable.NONE);
    }
}

package org.ccache.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccache.layout.TableLayout;
import org.junit.jupiter.api.Test;

final class NativeTableTest {
    private final MemorySegment words = Arena.ofAuto().allocate(TableLayout.BYTES + Long.BYTES, Long.BYTES);
    private final NativeTable table = new NativeTable(words.address());

    private void put(long offset, long value) {
        words.set(ValueLayout.JAVA_LONG, offset, value);
    }

    private void ours() {
        put(TableLayout.STAMP_OFFSET, TableLayout.STAMP);
        put(TableLayout.PERCPU_STAMP_OFFSET, TableLayout.PERCPU_STAMP);
        put(TableLayout.SIZE_OFFSET, TableLayout.SIZE);
        put(TableLayout.MARK_OFFSET, words.address() + TableLayout.BYTES);
    }

    @Test
    void ourTableIsTaken() {
        ours();
        assertThat(table.mismatch()).isNull();
        put(TableLayout.FUNCTIONS_OFFSET + 8L * (TableLayout.SIZE - 1), 4711);
        assertThat(table.function(TableLayout.SIZE - 1)).isEqualTo(4711);
        assertThat(table.mark()).isZero();
        table.mark(42);
        assertThat(table.mark()).isEqualTo(42);
        assertThat(words.get(ValueLayout.JAVA_LONG, TableLayout.BYTES)).isEqualTo(42);
    }

    @Test
    void anotherBuildsTableIsRefusedWithWhatDiffers() {
        ours();
        put(TableLayout.STAMP_OFFSET, TableLayout.STAMP + 1);
        assertThat(table.mismatch()).startsWith("ABI stamp " + Long.toHexString(TableLayout.STAMP + 1));
        ours();
        put(TableLayout.PERCPU_STAMP_OFFSET, 7);
        assertThat(table.mismatch()).startsWith("per-CPU stamp 7 with " + TableLayout.SIZE);
        ours();
        put(TableLayout.SIZE_OFFSET, TableLayout.SIZE - 1);
        assertThat(table.mismatch()).contains("with " + (TableLayout.SIZE - 1) + " functions");
    }
}

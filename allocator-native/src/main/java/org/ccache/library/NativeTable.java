package org.ccache.library;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccache.layout.TableLayout;

/** The library's table where it is mapped, laid out as {@link TableLayout} says. */
final class NativeTable {
    private final MemorySegment words;

    @SuppressWarnings("restricted")
    NativeTable(long address) {
        words = MemorySegment.ofAddress(address).reinterpret(TableLayout.BYTES);
    }

    long address() {
        return words.address();
    }

    long function(int number) {
        return words.get(ValueLayout.JAVA_LONG, TableLayout.FUNCTIONS_OFFSET + 8L * number);
    }

    /** Address of the word that {@link TablePublication} writes. Presumes that there is no {@link #mismatch}. */
    long markAddress() {
        return words.get(ValueLayout.JAVA_LONG, TableLayout.MARK_OFFSET);
    }

    /** What the word holds: 0 until the table is published. */
    long mark() {
        return word(markAddress()).get(ValueLayout.JAVA_LONG, 0);
    }

    void mark(long value) {
        word(markAddress()).set(ValueLayout.JAVA_LONG, 0, value);
    }

    @SuppressWarnings("restricted")
    private static MemorySegment word(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Long.BYTES);
    }

    /** Null if the table is of our build. */
    String mismatch() {
        long stamp = words.get(ValueLayout.JAVA_LONG, TableLayout.STAMP_OFFSET);
        if (stamp != TableLayout.STAMP) { // then nothing is known of the words behind it
            return "ABI stamp " + Long.toHexString(stamp) + ", the Java side needs "
                    + Long.toHexString(TableLayout.STAMP);
        }
        long percpu = words.get(ValueLayout.JAVA_LONG, TableLayout.PERCPU_STAMP_OFFSET);
        long size = words.get(ValueLayout.JAVA_LONG, TableLayout.SIZE_OFFSET);
        if (percpu == TableLayout.PERCPU_STAMP && size == TableLayout.SIZE) {
            return null;
        }
        return "per-CPU stamp " + Long.toHexString(percpu) + " with " + size + " functions, the Java side needs "
                + Long.toHexString(TableLayout.PERCPU_STAMP) + " with " + TableLayout.SIZE;
    }
}

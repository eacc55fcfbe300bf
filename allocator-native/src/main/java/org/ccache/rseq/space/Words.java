package org.ccache.rseq.space;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** Words of a segment by their offsets in bytes, with the access mode in the name. Aligned, so never torn. */
public final class Words {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private Words() {}

    public static long get(MemorySegment memory, long offset) {
        return (long) LONG.get(memory, offset);
    }

    public static void set(MemorySegment memory, long offset, long value) {
        LONG.set(memory, offset, value);
    }

    /** For counters that others write meanwhile. */
    public static long getOpaque(MemorySegment memory, long offset) {
        return (long) LONG.getOpaque(memory, offset);
    }

    /** What was stored before the partner's release is visible after this. */
    public static long getAcquire(MemorySegment memory, long offset) {
        return (long) LONG.getAcquire(memory, offset);
    }

    /** Whoever loads this value with acquire sees everything stored before. */
    public static void setRelease(MemorySegment memory, long offset, long value) {
        LONG.setRelease(memory, offset, value);
    }

    public static int getInt(MemorySegment memory, long offset) {
        return (int) INT.get(memory, offset);
    }

    public static void setInt(MemorySegment memory, long offset, int value) {
        INT.set(memory, offset, value);
    }

    public static int getIntAcquire(MemorySegment memory, long offset) {
        return (int) INT.getAcquire(memory, offset);
    }

    public static void setIntRelease(MemorySegment memory, long offset, int value) {
        INT.setRelease(memory, offset, value);
    }
}

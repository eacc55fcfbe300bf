package org.ccache.bench.research.explain;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Words at addresses that others write: the kernel in the rseq area, native threads. Each read really reads, as
 * {@code READ_ONCE} does in C; they order nothing else.
 */
@SuppressWarnings("restricted")
final class RawMemory {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private RawMemory() {}

    /** The address must be mapped and aligned to 4. */
    static int word32(long address) {
        return (int) INT.getOpaque(at(address), 0L);
    }

    /** The address must be mapped and aligned to 8. */
    static long word64(long address) {
        return (long) LONG.getOpaque(at(address), 0L);
    }

    /** Release: whoever sees the word sees what was written before it. */
    static void putRelease32(long address, int value) {
        INT.setRelease(at(address), 0L, value);
    }

    private static MemorySegment at(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Long.BYTES);
    }
}

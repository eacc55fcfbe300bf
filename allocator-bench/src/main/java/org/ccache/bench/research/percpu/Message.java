package org.ccache.bench.research.percpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A message off the heap, ready for each ring's own way to take one.
 *
 * @param segment its bytes
 * @param buffer the same, as Agrona wants it
 */
record Message(MemorySegment segment, UnsafeBuffer buffer) {
    static Message of(int bytes) {
        MemorySegment segment = Arena.ofAuto().allocate(bytes, Long.BYTES);
        return new Message(segment, new UnsafeBuffer(segment.address(), bytes));
    }

    int length() {
        return (int) segment.byteSize();
    }
}

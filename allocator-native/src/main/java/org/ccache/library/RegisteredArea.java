package org.ccache.library;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The rseq area that the C library registers for each thread, by what it tells of it.
 *
 * <p>Our library never names the C library's symbols, since even a weak reference would keep it from loading on an
 * older one; they are looked up here.
 *
 * @param told whether it tells anything: glibc does from 2.35 on
 * @param offset from the thread pointer in bytes, the same for every thread
 * @param size bytes that it has registered, 0 if it has not
 */
public record RegisteredArea(boolean told, long offset, int size) {
    /** Of this process. */
    @SuppressWarnings("restricted")
    public static RegisteredArea find() {
        long offset = Handles.symbol("__rseq_offset");
        long size = Handles.symbol("__rseq_size");
        if (offset == 0 || size == 0) {
            return new RegisteredArea(false, 0, 0);
        }
        return new RegisteredArea(
                true,
                MemorySegment.ofAddress(offset).reinterpret(Long.BYTES).get(ValueLayout.JAVA_LONG, 0),
                MemorySegment.ofAddress(size).reinterpret(Integer.BYTES).get(ValueLayout.JAVA_INT, 0));
    }
}

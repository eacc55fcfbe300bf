package org.ccache.rseq.ring;

import java.lang.foreign.MemorySegment;

/** Receives the messages of a {@link PerCpuRingBuffer}. */
@FunctionalInterface
public interface MessageHandler {
    /**
     * One message. It counts as read whether this returns or throws.
     *
     * @param type as the producer gave it, positive
     * @param buffer read-only; the payload is overwritten some time after this returns
     * @param offset of the payload in the buffer, a multiple of 8
     * @param length of the payload in bytes
     */
    void onMessage(int type, MemorySegment buffer, long offset, int length);
}

package org.ccache.bench.research.percpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.ccache.os.Machine;
import org.ccache.os.ZeroedMemory;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.ring.MessageHandler;

/**
 * A ring for each index without sequences: the index is a hint, so producers of one ring do meet. Records as in ours;
 * the consumer clears them, so that a header of 0 is not yet written.
 */
abstract class StripedRing implements MessageRing {
    static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    static final long HEAD = 0;
    static final long LOCK = 8;
    static final long TAIL = 128;
    static final long DATA = 256;
    static final int HEADER = 8;
    static final int FULL = -1;
    private static final int PADDING = -1;

    final MemorySegment memory;
    final long capacity;
    private final long stride;
    private int first;

    StripedRing(int capacity) {
        this.capacity = capacity;
        this.stride = DATA + capacity;
        long page = Machine.pageSize();
        this.memory = ZeroedMemory.allocate((stride * Rseq.indexes() + page - 1) / page * page);
    }

    final long region() {
        return stride * Math.max(0, Rseq.indexHint());
    }

    static long need(long length) {
        return length + HEADER + 7 & -8L;
    }

    /** Bytes that the head moves by for this record, padding included; FULL if there is no room. */
    final long room(long region, long head, long need) {
        long end = capacity - (head & capacity - 1);
        long total = need <= end ? need : end + need;
        return total > (long) LONG.getAcquire(memory, region + TAIL) + capacity - head ? FULL : total;
    }

    /** Writes the record that was reserved from the head on: the header last, with release. */
    final void write(long region, long head, long need, long total, MemorySegment source) {
        long record = region + DATA + (head & capacity - 1);
        if (total > need) {
            memory.set(ValueLayout.JAVA_INT, record + 4, PADDING);
            INT.setRelease(memory, record, (int) (total - need));
            record = region + DATA;
        }
        memory.set(ValueLayout.JAVA_INT, record + 4, 1);
        MemorySegment.copy(source, 0, memory, record + HEADER, source.byteSize());
        INT.setRelease(memory, record, (int) source.byteSize() + HEADER);
    }

    @Override
    public final int read(MessageHandler handler, int limit) {
        int rings = Rseq.indexes();
        first = first + 1 < rings ? first + 1 : 0;
        int count = 0;
        for (int i = 0; i < rings && count < limit; i++) {
            count += read(stride * ((first + i) % rings), handler, limit - count);
        }
        return count;
    }

    private int read(long region, MessageHandler handler, int limit) {
        long tail = memory.get(ValueLayout.JAVA_LONG, region + TAIL);
        long head = (long) LONG.getAcquire(memory, region + HEAD);
        long at = tail;
        int count = 0;
        while (at < head && count < limit) {
            long record = region + DATA + (at & capacity - 1);
            int length = (int) INT.getAcquire(memory, record);
            if (length == 0) {
                break;
            }
            if (memory.get(ValueLayout.JAVA_INT, record + 4) != PADDING) {
                handler.onMessage(1, memory, record + HEADER, length - HEADER);
                count++;
            }
            long bytes = length + 7L & -8L;
            memory.asSlice(record, bytes).fill((byte) 0);
            at += bytes;
        }
        LONG.setRelease(memory, region + TAIL, at);
        return count;
    }

    @Override
    public final void close() {} // the memory goes with the object
}

package org.ccache.bench.research.percpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.ccache.rseq.ring.MessageHandler;

/** Agrona's ring, one for all producers: the field's baseline. Its bounds checks are on, as ours are. */
final class AgronaRing implements MessageRing {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final ManyToOneRingBuffer ring;

    AgronaRing(int capacity) {
        memory = arena.allocate((long) capacity + RingBufferDescriptor.TRAILER_LENGTH, 128);
        ring = new ManyToOneRingBuffer(new UnsafeBuffer(memory.address(), (int) memory.byteSize()));
    }

    @Override
    public boolean offer(Message message) {
        return ring.write(1, message.buffer(), 0, message.length());
    }

    @Override
    public int read(MessageHandler handler, int limit) {
        return ring.read((type, buffer, index, length) -> handler.onMessage(type, memory, index, length), limit);
    }

    @Override
    public void close() {
        arena.close();
    }
}

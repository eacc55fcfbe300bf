package org.ccache.bench.research.percpu;

import org.ccache.rseq.ring.MessageHandler;
import org.ccache.rseq.ring.PerCpuRingBuffer;

/** The product's. */
record OurRing(PerCpuRingBuffer ring) implements MessageRing {
    OurRing(int capacity) {
        this(PerCpuRingBuffer.create(capacity));
    }

    @Override
    public boolean offer(Message message) {
        return ring.offer(1, message.segment(), 0, message.length());
    }

    @Override
    public int read(MessageHandler handler, int limit) {
        return ring.read(handler, limit);
    }

    @Override
    public void close() {
        ring.close();
    }
}

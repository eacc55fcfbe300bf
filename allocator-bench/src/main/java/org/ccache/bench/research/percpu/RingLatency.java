package org.ccache.bench.research.percpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;
import org.ccache.bench.measure.Crew;
import org.ccache.bench.measure.Latency;

/**
 * Latencies of one ring: of the offer, and from the offer to the reading. Producers offer at a pace that leaves the
 * ring nearly empty; a pause is counted from the end of the offer before, so a late offer is not made up for.
 */
final class RingLatency {
    private static final int BYTES = 32;
    private static final int READ_LIMIT = 64;
    private static final long PACE_NANOS = 2_000;

    /** Nanoseconds of all offers, and of all messages from offer to handler. */
    final Histogram offers = Latency.histogram();

    final Histogram journeys = Latency.histogram();
    private long refused;

    /** Offers refused. */
    long refused() {
        return refused;
    }

    /** Adds a run of so many producers and a consumer. */
    void run(MessageRing ring, Message[] messages, long nanos) throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread consumer = Thread.ofPlatform().start(() -> {
            boolean last;
            do {
                last = done.get();
                while (ring.read(this::read, READ_LIMIT) > 0) {
                    // until it is empty
                }
            } while (!last);
        });
        try {
            for (long full :
                    Crew.work(messages.length, p -> () -> produce(ring, messages[p], System.nanoTime() + nanos))) {
                refused += full;
            }
        } finally {
            done.set(true);
            consumer.join();
        }
    }

    private void read(int type, MemorySegment buffer, long offset, int length) {
        Latency.record(journeys, System.nanoTime() - buffer.get(ValueLayout.JAVA_LONG, offset)); // the consumer's own
    }

    /** How many were refused. */
    private long produce(MessageRing ring, Message message, long end) {
        Histogram own = Latency.histogram();
        long full = 0;
        long now = System.nanoTime();
        while (now < end) {
            message.segment().set(ValueLayout.JAVA_LONG, 0, now);
            full += ring.offer(message) ? 0 : 1;
            long after = System.nanoTime();
            Latency.record(own, after - now);
            now = after;
            while (now < after + PACE_NANOS) {
                Thread.onSpinWait();
                now = System.nanoTime();
            }
        }
        synchronized (offers) {
            offers.add(own);
        }
        return full;
    }

    /** Messages of the size that latencies are measured with, one for each producer. */
    static Message[] messages(int producers) {
        Message[] messages = new Message[producers];
        for (int p = 0; p < producers; p++) {
            messages[p] = Message.of(BYTES);
        }
        return messages;
    }
}

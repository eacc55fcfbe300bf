package org.ccache.bench.research.percpu;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;
import org.ccache.bench.measure.Crew;

/**
 * Counts what rings for each index lose: producers put numbered messages in, more of them than processors, and what
 * comes out is compared with what went in.
 */
public final class LostItems {
    /** By what a ring is guarded, as tables say it. */
    public static final String NOTHING = "nothing";

    private static final int BYTES = 16;
    private static final int CAPACITY = 1 << 24; // never full: all that is sent in a round fits into each ring

    /**
     * What became of the messages.
     *
     * @param lost sent and never received
     * @param twice received more often than sent
     */
    public record Traffic(long sent, long lost, long twice) {

        Traffic plus(Traffic other) {
            return new Traffic(sent + other.sent, lost + other.lost, twice + other.twice);
        }
    }

    private LostItems() {}

    /**
     * The document's three events: A has written its item and is preempted; B reads the same head, overwrites the item
     * and commits; A commits. One thread is enough, B comes in A's window. Presumes that the thread keeps its index
     * meanwhile: it tries again, as often as it takes, if it was moved.
     *
     * @return the numbers that come out, of 1 by A and 2 by B
     */
    public static List<Long> schedule() {
        while (true) {
            MessageRing[] ring = new MessageRing[1];
            int[] windows = new int[1];
            Message b = message(2);
            ring[0] = new UnguardedRing(1 << 12, () -> {
                if (windows[0]++ == 0) {
                    ring[0].offer(b);
                }
            });
            StripedRing striped = (StripedRing) ring[0];
            long before = striped.region();
            ring[0].offer(message(1));
            long after = striped.region();
            if (before == after) {
                List<Long> out = new ArrayList<>();
                ring[0].read((type, buffer, offset, length) -> out.add(buffer.get(ValueLayout.JAVA_LONG, offset)), 10);
                return out;
            }
        }
    }

    /** As many rounds as asked for, of so many messages from each producer, for each kind of ring. */
    public static Map<String, Traffic> byChance(int producers, int messages, int rounds) throws InterruptedException {
        Map<String, Supplier<MessageRing>> rings = new LinkedHashMap<>();
        rings.put(NOTHING, () -> new UnguardedRing(CAPACITY, null));
        rings.put("a sequence", () -> new OurRing(CAPACITY));
        rings.put("compare-and-swap", () -> new CasRing(CAPACITY));
        rings.put("a lock", () -> new LockedRing(CAPACITY));
        Map<String, Traffic> outcomes = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Supplier<MessageRing>> entry : rings.entrySet()) {
                MessageRing ring = entry.getValue().get();
                outcomes.merge(entry.getKey(), round(ring, producers, messages), Traffic::plus);
                ring.close();
            }
        }
        return outcomes;
    }

    private static Traffic round(MessageRing ring, int producers, int messages) throws InterruptedException {
        CyclicBarrier ready = new CyclicBarrier(producers);
        Crew.work(producers, number -> () -> produce(ring, (long) number * messages, messages, ready));
        int[] received = new int[producers * messages];
        int read;
        do {
            read = ring.read(
                    (type, buffer, offset, length) -> received[(int) buffer.get(ValueLayout.JAVA_LONG, offset)]++,
                    Integer.MAX_VALUE);
        } while (read > 0);
        long lost = 0;
        long twice = 0;
        for (int count : received) {
            lost += count == 0 ? 1 : 0;
            twice += Math.max(0, count - 1);
        }
        return new Traffic(received.length, lost, twice);
    }

    /** How many it put in. */
    private static int produce(MessageRing ring, long from, int messages, CyclicBarrier ready)
            throws InterruptedException, BrokenBarrierException {
        Message message = message(0);
        ready.await();
        for (long number = from; number < from + messages; number++) {
            message.segment().set(ValueLayout.JAVA_LONG, 0, number);
            if (!ring.offer(message)) {
                throw new IllegalStateException("the ring is full: " + number);
            }
        }
        return messages;
    }

    private static Message message(long number) {
        Message message = Message.of(BYTES);
        message.segment().set(ValueLayout.JAVA_LONG, 0, number);
        return message;
    }
}

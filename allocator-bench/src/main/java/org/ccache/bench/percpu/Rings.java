package org.ccache.bench.percpu;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The rings that are compared. */
final class Rings {
    static final String AGRONA = "Agrona ManyToOneRingBuffer";
    static final String LOCK = "lock for each index";
    static final String CAS = "CAS for each index";
    private static final int READ_LIMIT = 4096;

    private Rings() {}

    /** What makes them, by name: ours first, the control second. */
    static Map<String, Supplier<MessageRing>> all(int capacity) {
        Map<String, Supplier<MessageRing>> rings = new LinkedHashMap<>();
        rings.put(Contender.OURS, () -> new OurRing(capacity));
        rings.put(Contender.CONTROL, () -> new OurRing(capacity));
        rings.put(LOCK, () -> new LockedRing(capacity));
        rings.put(CAS, () -> new CasRing(capacity));
        rings.put(AGRONA, () -> new AgronaRing(capacity));
        return rings;
    }

    /** Offers of messages of so many bytes to rings of so many. */
    static List<Contender> contenders(int bytes, int capacity) {
        Message message = Message.of(bytes);
        return all(capacity).entrySet().stream()
                .map(entry -> contender(entry.getKey(), entry.getValue().get(), message))
                .toList();
    }

    private static Contender contender(String name, MessageRing ring, Message message) {
        return new Contender(
                name,
                () -> ring.offer(message),
                () -> {},
                () -> ring.read((type, buffer, offset, length) -> {}, READ_LIMIT),
                ring::close);
    }
}

package org.ccache.bench.research.percpu;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ccache.bench.measure.Arm;

/** The rings that are compared. */
final class Rings {
    static final String AGRONA = "Agrona ManyToOneRingBuffer";
    static final String LOCK = "lock for each index";
    static final String CAS = "CAS for each index";
    private static final int READ_LIMIT = 4096;

    private Rings() {}

    /**
     * What makes them, by name: ours first, the control second.
     *
     * @param each bytes of the ring of one index, where there is one for each
     * @param shared bytes of a ring for all
     */
    static Map<String, Supplier<MessageRing>> all(int each, int shared) {
        Map<String, Supplier<MessageRing>> rings = new LinkedHashMap<>();
        rings.put(Arm.OURS, () -> new OurRing(each));
        rings.put(Arm.CONTROL, () -> new OurRing(each));
        rings.put(LOCK, () -> new LockedRing(each));
        rings.put(CAS, () -> new CasRing(each));
        rings.put(AGRONA, () -> new AgronaRing(shared));
        return rings;
    }

    /**
     * A share of so many bytes for each processor that may run: all rings together are then as large as a shared one.
     */
    static int share(int shared) {
        return Integer.highestOneBit(shared / Runtime.getRuntime().availableProcessors());
    }

    /** Offers of messages of so many bytes to rings of so many. */
    static List<Arm<ArmWork>> arms(int bytes, int each, int shared) {
        Message message = Message.of(bytes);
        return all(each, shared).entrySet().stream()
                .map(entry -> arm(entry.getKey(), entry.getValue().get(), message))
                .toList();
    }

    private static Arm<ArmWork> arm(String name, MessageRing ring, Message message) {
        return new Arm<>(
                name,
                new ArmWork(
                        () -> ring.offer(message),
                        () -> {},
                        () -> ring.read((type, buffer, offset, length) -> {}, READ_LIMIT)),
                ring::close);
    }
}

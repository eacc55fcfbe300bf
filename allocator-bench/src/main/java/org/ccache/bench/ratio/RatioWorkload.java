package org.ccache.bench.ratio;

import java.util.List;
import org.ccache.bench.measure.Arm;

/** The two single-thread programs that arms are compared by. */
enum RatioWorkload {
    PAIR("allocate and free at once, sizes 16 to 1,039 B at random", PairLoop.class),
    SLOT_REPLACE("8,192 slots, free a random one and refill it, sizes 16 to 1,039 B at random", SlotReplaceLoop.class);

    private final String description;
    private final Class<? extends RoundLoop> template;

    RatioWorkload(String description, Class<? extends RoundLoop> template) {
        this.description = description;
        this.template = template;
    }

    String description() {
        return description;
    }

    Class<? extends RoundLoop> template() {
        return template;
    }

    /** Those of {@code arms} that can run this workload. */
    List<Arm<PeerHandles>> admitted(List<Arm<PeerHandles>> arms) {
        return this == PAIR
                ? arms
                : arms.stream().filter(c -> !c.subject().sizedFree()).toList();
    }
}

package org.ccache.bench.ratio;

import java.util.List;
import org.ccache.bench.measure.Arm;

/**
 * The single-thread programs that arms are compared by: each as it is, and with blocks that are used. The first flatter
 * whoever keeps free blocks in arrays, since a list through the blocks waits there for lines of memory that a program
 * would have touched anyway.
 */
enum RatioWorkload {
    PAIR("allocate and free at once, sizes 16 to 1,039 B at random", PairLoop.class, false),
    PAIR_TOUCHED("the same, both ends of each block written and read before the free", PairLoop.class, true),
    SLOT_REPLACE(
            "8,192 slots, free a random one and refill it, sizes 16 to 1,039 B at random",
            SlotReplaceLoop.class,
            false),
    SLOT_REPLACE_TOUCHED(
            "the same, both ends of each block written and read before the free", SlotReplaceLoop.class, true),
    BURST("allocate 100, free the older 50 in order and the newer in reverse, same sizes", BurstLoop.class, false),
    BURST_TOUCHED("the same, both ends of each block written and read before the free", BurstLoop.class, true);

    private final String description;
    private final Class<? extends RoundLoop> template;
    private final boolean touched;

    RatioWorkload(String description, Class<? extends RoundLoop> template, boolean touched) {
        this.description = description;
        this.template = template;
        this.touched = touched;
    }

    String description() {
        return description;
    }

    Class<? extends RoundLoop> template() {
        return template;
    }

    /** Whether both ends of each block are written, and read before the free: the third constant of a template. */
    boolean touched() {
        return touched;
    }

    /** Blocks that the loop holds from its beginning to its end. */
    int heldBlocks() {
        return keepsNoSizes() ? OperationStream.SLOTS : 0;
    }

    private boolean keepsNoSizes() {
        return this == SLOT_REPLACE || this == SLOT_REPLACE_TOUCHED;
    }

    /** Those of {@code arms} that can run this workload. */
    List<Arm<PeerHandles>> admitted(List<Arm<PeerHandles>> arms) {
        return arms.stream()
                .filter(arm -> !keepsNoSizes() || !arm.subject().sizedFree())
                .filter(arm -> arm.subject().hasMemory() || !touched && this != BURST)
                .toList();
    }
}

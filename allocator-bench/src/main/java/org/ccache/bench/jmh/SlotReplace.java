package org.ccache.bench.jmh;

import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A steady live set: the block in a random slot is freed and one of another size put there. */
public abstract class SlotReplace extends PeerTable {
    private static final int SLOTS = 8192;

    @Setup
    public void fill() {
        open(SLOTS);
        for (int i = 0; i < SLOTS; i++) {
            allocate(i, Sizes.size(sizes().next()));
        }
    }

    /** One free and one allocation. */
    final long step() {
        long bits = sizes().next();
        int slot = Sizes.slot(bits, SLOTS);
        free(slot);
        allocate(slot, Sizes.size(bits));
        return table().address(slot);
    }

    @TearDown
    public void empty() {
        for (int i = 0; i < SLOTS; i++) {
            free(i);
        }
    }
}

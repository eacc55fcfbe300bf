package org.ccache.bench.jmh;

import org.ccache.bench.peer.BlockTable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A steady live set: the block in a random slot is freed and one of another size put there. */
@State(Scope.Thread)
public abstract class SlotReplace {
    private static final int SLOTS = 8192;

    @Param({
        "ccache",
        "tcache",
        "striped",
        "malloc",
        "tcmalloc",
        "jemalloc",
        "mimalloc",
        "netty-adaptive",
        "netty-pooled"
    })
    private String peer;

    private BlockTable table;
    private Sizes sizes;

    @Setup
    public void fill() {
        Chosen.choose(peer);
        sizes = new Sizes(Thread.currentThread().threadId());
        table = Chosen.peer().table(SLOTS);
        for (int i = 0; i < SLOTS; i++) {
            table.allocate(i, Sizes.size(sizes.next()));
        }
    }

    /** One free and one allocation. */
    final long step() {
        long bits = sizes.next();
        int slot = Sizes.slot(bits, SLOTS);
        table.free(slot);
        table.allocate(slot, Sizes.size(bits));
        return table.address(slot);
    }

    @TearDown
    public void empty() {
        for (int i = 0; i < SLOTS; i++) {
            table.free(i);
        }
    }
}

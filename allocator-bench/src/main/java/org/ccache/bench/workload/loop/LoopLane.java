package org.ccache.bench.workload.loop;

import java.lang.invoke.VarHandle;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.workload.Lane;
import org.ccache.bench.workload.RandomStream;

/**
 * Blocks in slots, touched or not, of random sizes that are drawn as they go: processors learn a table. Behind each
 * call is a load fence, as in the loops of {@code ratios}: it keeps the compiler from looking up a Java peer's caches
 * once for a whole loop. On x86-64 it is no instruction. Requested bytes are not counted: in no loop do they reach what
 * memory is judged from.
 */
abstract class LoopLane extends Lane {
    static final String SIZES = "16 to 1,039 B";
    static final int MOST = 1039;
    private static final int LEAST = 16;

    /** Operations after which a lane counts, and looks whether it is to stop: a shared arena takes 2 ms for them. */
    static final int CHUNK = 100;

    private final BlockTable table;
    private final boolean touched;
    private final RandomStream random;

    /** Of the blocks in the slots, if they are touched: else nothing is kept of them. */
    private final int[] sizes;

    private long verified;
    private long wrong;

    LoopLane(Peer peer, int slots, boolean touched, RandomStream random) {
        this.table = peer.table(slots);
        this.touched = touched;
        this.random = random;
        this.sizes = new int[touched ? slots : 0];
    }

    /** Sixty-four bits, of which {@link #allocate} uses the lowest ten. */
    final long draw() {
        return random.next();
    }

    /** A block of the size that is drawn, in an empty slot; its number is written to both ends. */
    final void allocate(int slot, long drawn) {
        int size = LEAST + (int) (drawn & 1023);
        table.allocate(slot, size);
        VarHandle.acquireFence();
        if (touched) {
            Touch.putEdges(table.address(slot), size, slot);
            sizes[slot] = size;
        }
    }

    final void free(int slot) {
        if (touched && !Touch.hasEdges(table.address(slot), sizes[slot], slot)) {
            wrong++;
        }
        table.free(slot);
        VarHandle.acquireFence();
    }

    /** Counts blocks that were freed, many at once: it writes where another thread of the lane reads. */
    final void freed(int blocks) {
        verified += touched ? blocks : 0;
        count(blocks);
    }

    @Override
    public final long verified() {
        return verified;
    }

    @Override
    public final long wrong() {
        return wrong;
    }
}

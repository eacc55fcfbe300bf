package org.ccache.bench.workload;

import java.util.ArrayList;
import java.util.List;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * Berger's tests of where blocks stand: each thread allocates a block of one byte, writes and reads it many times and
 * frees it. Two threads' blocks in one cache line make both slow. In cache-scratch the first blocks come from one
 * thread, side by side, and are freed by the others: an allocator that gives them out again keeps the line shared.
 */
final class CacheLines implements Workload {
    private static final int WRITES = 10_000;

    private final boolean scratch;

    CacheLines() {
        this(true);
    }

    CacheLines(boolean scratch) {
        this.scratch = scratch;
    }

    @Override
    public List<Workload> forms() {
        return List.of(this, new CacheLines(false));
    }

    @Override
    public int place() {
        return 3;
    }

    @Override
    public String name() {
        return scratch ? "cache-scratch" : "cache-thrash";
    }

    @Override
    public String what() {
        return scratch
                ? "threads free a byte that one thread allocated beside the others', then write to bytes of their own:"
                        + " passive false sharing (Berger, Hoard)"
                : "threads allocate a byte each, write to it 10,000 times and free it: active false sharing (Berger, Hoard)";
    }

    @Override
    public String operation() {
        return "write and read of a byte";
    }

    @Override
    public Needs needs() {
        return new Needs(scratch, true, 1);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        BlockTable handed = peer.table(processors);
        if (scratch) {
            for (int i = 0; i < processors; i++) {
                handed.allocate(i, 1);
            }
        }
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < processors; i++) {
            lanes.add(new Writer(peer.table(1), scratch ? handed : null, i));
        }
        return lanes;
    }

    private static final class Writer extends Lane {
        private final BlockTable table;
        private final BlockTable handed;
        private final int mine;

        Writer(BlockTable table, BlockTable handed, int mine) {
            this.table = table;
            this.handed = handed;
            this.mine = mine;
        }

        @Override
        protected void work() {
            if (handed != null) {
                handed.free(mine);
            }
            while (!stopped()) {
                table.allocate(0, 1);
                write(table.address(0));
                table.free(0);
                count(WRITES);
            }
        }

        /** Opaque, so that each write and read really happens. */
        private static void write(long address) {
            for (int i = 0; i < WRITES; i++) {
                Touch.putOpaque(address, (byte) i);
                if (Touch.getOpaque(address) != (byte) i) {
                    throw new IllegalStateException("another thread wrote to this block");
                }
            }
        }
    }
}

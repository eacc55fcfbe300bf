package org.ccache.bench.workload;

import java.util.List;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/** Blocks of 5 to 25 MiB replaced in 20 slots, each page written: what is larger than any cache. */
final class MallocLarge implements Workload {
    private static final int SLOTS = 20;
    private static final int LEAST = 5 << 20;
    private static final int MOST = 25 << 20;

    @Override
    public int place() {
        return 10;
    }

    @Override
    public String name() {
        return "malloc-large";
    }

    @Override
    public String what() {
        return "one thread replaces blocks of 5 to 25 MiB in 20 slots and writes to each page (malloc-large of"
                + " mimalloc-bench)";
    }

    @Override
    public String operation() {
        return "free, allocation and a write to each page";
    }

    @Override
    public Needs needs() {
        return new Needs(false, false, MOST);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        return List.of(new Slots(peer.table(SLOTS), new RandomStream(seed, 0)));
    }

    private static final class Slots extends Lane {
        private final BlockTable table;
        private final RandomStream random;
        private final int[] held = new int[SLOTS];

        Slots(BlockTable table, RandomStream random) {
            this.table = table;
            this.random = random;
        }

        @Override
        protected void work() {
            long requested = 0;
            while (!stopped()) {
                int slot = random.below(SLOTS);
                if (held[slot] != 0) {
                    table.free(slot);
                }
                int size = LEAST + random.below(MOST - LEAST + 1);
                table.allocate(slot, size);
                Touch.pages(table.address(slot), size);
                requested += size - held[slot];
                held[slot] = size;
                requested(requested);
                count(1);
            }
            for (int slot = 0; slot < SLOTS; slot++) {
                if (held[slot] != 0) {
                    table.free(slot);
                }
            }
        }
    }
}

package org.ccache.bench.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * The buffers of a WebSocket proxy, as Netty's own benchmarks draw them: each thread replaces random ones of its live
 * buffers. A third of them has 1,024 B; a tenth has 16,639 B and makes up most of the bytes. 8,192 slots hold some 20
 * MiB per thread: enough to measure memory.
 */
final class NettyWebsocket implements Workload {
    private static final int SLOTS = 8192;
    private static final int DRAWN = 1 << 17; // sizes, and as many slots
    private static final int BURST = 1024;

    private final NumberTable table = NumberTable.read("netty-websocket.csv");

    @Override
    public int place() {
        return 12;
    }

    @Override
    public String name() {
        return "netty-websocket";
    }

    @Override
    public String what() {
        return "each thread replaces random ones of 8,192 buffers with the sizes that a WebSocket proxy asked for, mean"
                + " 2,534 B, and writes a byte of each page (Netty, AllocationPatternSimulator)";
    }

    @Override
    public String operation() {
        return "free and allocation";
    }

    @Override
    public Needs needs() {
        return new Needs(
                false, false, (long) Arrays.stream(table.column(0)).max().orElseThrow());
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] bySize = table.column(0);
        int[] sizes = Arrays.stream(NumberTable.draw(table.column(1), DRAWN, random))
                .map(row -> (int) bySize[row])
                .toArray();
        int[] places = random.ints(DRAWN, 0, SLOTS).toArray();
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < processors; i++) {
            lanes.add(new Buffers(peer.table(SLOTS), sizes, places, random.split()));
        }
        return lanes;
    }

    private static final class Buffers extends Lane {
        private final BlockTable table;
        private final int[] held = new int[SLOTS];
        private final int[] sizes;
        private final int[] places;
        private final SplittableRandom random;
        private long requested;

        Buffers(BlockTable table, int[] sizes, int[] places, SplittableRandom random) {
            this.table = table;
            this.sizes = sizes;
            this.places = places;
            this.random = random;
        }

        @Override
        protected void work() {
            for (int slot = 0; slot < SLOTS; slot++) {
                allocate(slot, sizes[slot]);
            }
            while (!stopped()) {
                burst();
                count(BURST);
                requested(requested);
            }
            for (int slot = 0; slot < SLOTS; slot++) {
                table.free(slot);
            }
        }

        // Each burst begins elsewhere in both tables: a sequence that came back would be learnt by the processor.
        private void burst() {
            int size = random.nextInt(DRAWN);
            int place = random.nextInt(DRAWN);
            for (int i = 0; i < BURST; i++) {
                int slot = places[(place + i) & (DRAWN - 1)];
                table.free(slot);
                requested -= held[slot];
                allocate(slot, sizes[(size + i) & (DRAWN - 1)]);
            }
        }

        private void allocate(int slot, int size) {
            table.allocate(slot, size);
            Touch.pages(table.address(slot), size);
            held[slot] = size;
            requested += size;
        }
    }
}

package org.ccache.bench.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * A profile of Google's fleet from Fleetbench: which sizes are allocated how often, and how many blocks of each live.
 * Each size owns slots for its live blocks, scaled down to 64 MiB over all threads, one at least. A size comes up in
 * proportion to its rate; a random block of it dies and a new one is born, so that each size keeps its number of live
 * blocks. The dead block is freed some 64 operations after: freed at once, it would be the one that most allocators
 * hand out next.
 */
final class Fleet implements Workload {
    private static final long LIVE_BYTES = 64L << 20;
    private static final int DRAWN = 1 << 18;
    private static final int BURST = 1024;
    private static final int DYING = 64;

    private final int profile;
    private final NumberTable table;

    Fleet() {
        this(1);
    }

    Fleet(int profile) {
        this.profile = profile;
        this.table = NumberTable.read("fleet-" + profile + ".csv");
    }

    @Override
    public List<Workload> forms() {
        return List.of(this, new Fleet(3), new Fleet(8));
    }

    @Override
    public int place() {
        return 13;
    }

    @Override
    public String name() {
        return "fleet-" + profile;
    }

    @Override
    public String what() {
        return "each thread replaces blocks of sizes up to 1 MiB in proportion to the rates and live blocks of profile "
                + profile + " of Google's fleet, reduced to " + table.rows() + " sizes and 64 MiB, frees each some 64"
                + " operations after its death, and writes a byte of each page; no block changes its thread, as the"
                + " profile says nothing about that (Fleetbench, TCMalloc)";
    }

    @Override
    public String operation() {
        return "free and allocation";
    }

    @Override
    public Needs needs() {
        return new Needs(false, false, (long) table.column(0)[table.rows() - 1]);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] counts = counts(LIVE_BYTES / processors);
        int[] firsts = new int[counts.length];
        for (int row = 1; row < firsts.length; row++) {
            firsts[row] = firsts[row - 1] + counts[row - 1];
        }
        double[] bySize = table.column(0);
        int[] sizes = IntStream.range(0, counts.length)
                .flatMap(row -> IntStream.range(0, counts[row]).map(_ -> (int) bySize[row]))
                .toArray();
        int[] slots = NumberTable.draw(table.column(1), DRAWN, random);
        for (int i = 0; i < DRAWN; i++) {
            slots[i] = firsts[slots[i]] + random.nextInt(counts[slots[i]]);
        }
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < processors; i++) {
            lanes.add(new Program(peer, sizes, slots, random.split()));
        }
        return lanes;
    }

    /** Live blocks of each size that make up some bytes. */
    private int[] counts(long bytes) {
        double[] sizes = table.column(0);
        double[] live = table.column(2);
        double all = IntStream.range(0, live.length)
                .mapToDouble(row -> sizes[row] * live[row])
                .sum();
        return IntStream.range(0, live.length)
                .map(row -> (int) Math.max(1, Math.round(live[row] * bytes / all)))
                .toArray();
    }

    private static final class Program extends Lane {
        private final BlockTable table;
        private final BlockTable dying;
        private final int[] dyingSizes = new int[DYING]; // 0: none
        private final int[] sizes; // by slot
        private final int[] slots; // as they come up
        private final SplittableRandom random;
        private long requested;

        Program(Peer peer, int[] sizes, int[] slots, SplittableRandom random) {
            this.table = peer.table(sizes.length);
            this.dying = peer.table(DYING);
            this.sizes = sizes;
            this.slots = slots;
            this.random = random;
        }

        @Override
        protected void work() {
            for (int slot = 0; slot < sizes.length; slot++) {
                allocate(slot);
            }
            while (!stopped()) {
                burst();
                count(BURST);
                requested(requested);
            }
            for (int slot = 0; slot < sizes.length; slot++) {
                table.free(slot);
            }
            for (int place = 0; place < DYING; place++) {
                if (dyingSizes[place] != 0) {
                    dying.free(place);
                }
            }
        }

        // Each burst begins elsewhere in the table: a sequence that came back would be learnt by the processor.
        private void burst() {
            int at = random.nextInt(DRAWN);
            long places = 0;
            for (int i = 0; i < BURST; i++) {
                if ((i & 7) == 0) { // a random number has room for eight places of six bits
                    places = random.nextLong();
                }
                int place = (int) places & (DYING - 1);
                places >>>= 6;
                replace(slots[(at + i) & (DRAWN - 1)], place);
            }
        }

        private void replace(int slot, int place) {
            if (dyingSizes[place] != 0) {
                dying.free(place);
                requested -= dyingSizes[place];
            }
            table.exchange(slot, dying, place);
            dyingSizes[place] = sizes[slot];
            allocate(slot);
        }

        private void allocate(int slot) {
            table.allocate(slot, sizes[slot]);
            Touch.pages(table.address(slot), sizes[slot]);
            requested += sizes[slot];
        }
    }
}

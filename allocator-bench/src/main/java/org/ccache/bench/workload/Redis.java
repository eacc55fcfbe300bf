package org.ccache.bench.workload;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * A cache of values with a budget of requested bytes: values are lognormal (sigma 3.43, median 206 B), as a Redis issue
 * measured them in the field, at most an eighth of the budget, and 16 MiB; a new one evicts random others until it
 * fits. One thread, like the original.
 */
public final class Redis implements Workload {
    private static final double SIGMA = 3.43;
    private static final double MEDIAN = 206;
    private static final long BUDGET = 64L << 20;
    private static final int MOST = 16 << 20;
    private static final int SLOTS = 1 << 16; // some 2,000 live on average
    private static final int DRAWN = 1 << 17;
    private static final int BURST = 256;

    private final long budget;
    private final int most;
    private final int slots;

    Redis() {
        this(BUDGET, SLOTS);
    }

    /** With another budget, and slots enough for the values that it holds. */
    public Redis(long budget, int slots) {
        this.budget = budget;
        this.most = (int) Math.min(MOST, budget / 8);
        this.slots = slots;
    }

    @Override
    public int place() {
        return 14;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public String what() {
        return "a cache of lognormal values (sigma 3.43, median 206 B, at most " + (most >> 20) + " MiB) within "
                + (budget >> 20) + " MiB: each new value evicts"
                + " random others until it fits, and a byte of each of its pages is written (redis/redis#8184)";
    }

    @Override
    public String operation() {
        return "allocation, with the frees that make room for it";
    }

    @Override
    public Needs needs() {
        return new Needs(false, false, most);
    }

    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Lognormal sizes = new Lognormal(SIGMA, MEDIAN, 1, most);
        int[] drawn = IntStream.range(0, DRAWN).map(_ -> sizes.next(random)).toArray();
        return List.of(new Cache(peer.table(slots), slots, budget, drawn, random));
    }

    private static final class Cache extends Lane {
        private final BlockTable table;
        private final int[] held;
        private final long budget;
        private final int[] sizes;
        private final SplittableRandom random;
        private int used; // slots below it hold a block
        private long requested;

        Cache(BlockTable table, int slots, long budget, int[] sizes, SplittableRandom random) {
            this.table = table;
            this.held = new int[slots];
            this.budget = budget;
            this.sizes = sizes;
            this.random = random;
        }

        @Override
        protected void work() {
            for (int i = 0; requested + sizes[i] <= budget; i++) {
                put(sizes[i]);
            }
            requested(requested);
            while (!stopped()) {
                int at = random.nextInt(DRAWN);
                for (int i = 0; i < BURST; i++) {
                    put(sizes[(at + i) & (DRAWN - 1)]);
                }
                count(BURST);
                requested(requested);
            }
            while (used > 0) {
                evict(used - 1);
            }
        }

        private void put(int size) {
            while (used == held.length || requested + size > budget) {
                evict(random.nextInt(used));
            }
            table.allocate(used, size);
            Touch.pages(table.address(used), size);
            held[used++] = size;
            requested += size;
        }

        /** Frees a block and closes the gap with the last one. */
        private void evict(int slot) {
            table.free(slot);
            requested -= held[slot];
            used--;
            if (slot != used) {
                table.exchange(slot, table, used);
                held[slot] = held[used];
            }
        }
    }
}

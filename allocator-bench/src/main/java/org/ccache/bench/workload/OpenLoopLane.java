package org.ccache.bench.workload;

import java.util.Map;
import org.HdrHistogram.Histogram;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;

/**
 * Replaces a batch of blocks at each of the instants {@code begin + k * interval}. No instant is skipped: one that has
 * passed is served at once, so that a stall counts for every batch that it delayed, and not for one. Records
 *
 * <ul>
 *   <li>"batch": from the intended instant to the end of the batch,
 *   <li>"start": from the intended instant to the start of the batch, which includes waiting for earlier batches,
 *   <li>"platform": from the instant, or from the end of the batch before if that is later, to the start: what the
 *       machine, the kernel and the JVM took while no allocator was called.
 * </ul>
 */
class OpenLoopLane extends Lane {
    static final int SLOTS = 1 << 14;
    static final int BATCH = 16;
    static final int LEAST = 16;
    static final int MOST = 4096;

    /** The peer's table, which only this lane's first thread uses. */
    protected final BlockTable table;

    private final long intervalNanos;
    private final int[] held = new int[SLOTS];
    private final WindowHistogram batches = new WindowHistogram();
    private final WindowHistogram starts = new WindowHistogram();
    private final WindowHistogram platform = new WindowHistogram();
    private long random;
    private long requested;

    OpenLoopLane(Peer peer, long intervalNanos, long seed) {
        this.table = peer.table(SLOTS);
        this.intervalNanos = intervalNanos;
        this.random = seed | 1; // xorshift never leaves zero
    }

    @Override
    protected void work() throws Exception {
        for (int slot = 0; slot < SLOTS; slot++) {
            fill(slot, size(next()));
        }
        keepTime();
        for (int slot = 0; slot < SLOTS; slot++) {
            table.free(slot);
        }
    }

    /** Times are since {@code begin}. */
    private void keepTime() {
        long begin = System.nanoTime();
        long end = 0;
        for (long intended = 0; !stopped(); intended += intervalNanos) {
            long free = Math.max(intended, end);
            long start = System.nanoTime() - begin;
            while (start < intended) {
                Thread.onSpinWait();
                start = System.nanoTime() - begin;
            }
            batch();
            end = System.nanoTime() - begin;
            batches.record(end - intended);
            starts.record(start - intended);
            platform.record(start - free);
            count(1);
            requested(requested);
        }
    }

    private void batch() {
        beginBatch();
        for (int i = 0; i < BATCH; i++) {
            long drawn = next();
            int slot = (int) drawn & (SLOTS - 1);
            drop(slot, i);
            requested -= held[slot];
            fill(slot, size(drawn));
        }
        endBatch();
    }

    private void fill(int slot, int size) {
        table.allocate(slot, size);
        long address = table.address(slot);
        Touch.put(address, (byte) 1);
        Touch.put(address + size - 1, (byte) 1);
        held[slot] = size;
        requested += size;
    }

    /** A few cycles, where a table of sizes would take the place of blocks in the data cache. */
    private long next() {
        random = RandomStream.after(random);
        return random;
    }

    /** From the upper 24 bits; slots come from the lower ones. */
    private static int size(long drawn) {
        return LEAST + (int) ((drawn >>> 40) * (MOST - LEAST + 1) >>> 24);
    }

    /** Called before the first drop of a batch. */
    protected void beginBatch() {}

    /** Empties a slot; {@code i} counts within the batch. */
    protected void drop(int slot, int i) {
        table.free(slot);
    }

    /** Called after the last allocation of a batch. */
    protected void endBatch() {}

    @Override
    public void windowBegins() {
        batches.windowBegins();
        starts.windowBegins();
        platform.windowBegins();
    }

    @Override
    public Map<String, Histogram> latencies() {
        return Map.of("batch", batches.histogram(), "start", starts.histogram(), "platform", platform.histogram());
    }
}

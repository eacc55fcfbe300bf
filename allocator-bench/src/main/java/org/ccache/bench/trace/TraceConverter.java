package org.ccache.bench.trace;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns a raw trace into a {@link Trace}: merges the threads by order number and replaces addresses by block numbers.
 *
 * <p>A {@code realloc} is two halves in the raw trace, between which other threads may have got the old address. Its
 * event stands where the second half does.
 */
final class TraceConverter {
    private static final int NOTHING = -1;

    private final RawTrace raw;
    private final TraceBuilder builder;
    private final Map<Long, Integer> liveAt = new HashMap<>(); // address -> block
    private final Map<Integer, Integer> threadNumbers = new HashMap<>(); // recorder's -> trace's, by first event
    private final int[] reallocated; // by record: the block whose first half of realloc has passed
    private long unknownReleases;
    private long missedReleases;

    TraceConverter(RawTrace raw, String program) {
        this.raw = raw;
        this.builder = new TraceBuilder(program);
        this.reallocated = new int[raw.count()];
        Arrays.fill(reallocated, Trace.NONE);
    }

    /** Releases of blocks whose acquisition was not recorded; left out. */
    long unknownReleases() {
        return unknownReleases;
    }

    /** Blocks whose release was not recorded, seen when their address was given out again; a free was put in. */
    long missedReleases() {
        return missedReleases;
    }

    /** Converts up to {@code limit} events. Call once. */
    Trace convert(int limit) throws TraceFormatException {
        int[] halves = inOrder();
        for (int half : halves) {
            if (half != NOTHING && builder.events() < limit) {
                int record = half >>> 1;
                if ((half & 1) == 0) {
                    release(record);
                } else {
                    acquire(record);
                }
            }
        }
        return builder.build();
    }

    // Order numbers are dense but for lost events: place instead of sort. An entry is record * 2, plus 1 if it
    // acquires.
    private int[] inOrder() throws TraceFormatException {
        if (raw.lastOrder() > 4L * raw.count() + raw.lost() + 1024 || raw.lastOrder() > TraceFormat.MAX_EVENTS * 2L) {
            throw new TraceFormatException(
                    raw.source(), 0, "order number " + raw.lastOrder() + " with only " + raw.count() + " records");
        }
        int[] halves = new int[(int) raw.lastOrder() + 1];
        Arrays.fill(halves, NOTHING);
        for (int record = 0; record < raw.count(); record++) {
            if (raw.op(record).releases()) {
                place(halves, raw.releaseOrder(record), record << 1);
            }
            if (raw.op(record).acquires()) {
                place(halves, raw.acquireOrder(record), record << 1 | 1);
            }
        }
        return halves;
    }

    private void place(int[] halves, long order, int half) throws TraceFormatException {
        if (order < 0 || halves[(int) order] != NOTHING) {
            throw new TraceFormatException(raw.source(), 0, "order number " + order + " is used twice");
        }
        halves[(int) order] = half;
    }

    private void release(int record) {
        Integer block = liveAt.remove(raw.releaseAddress(record));
        if (block == null) {
            unknownReleases++;
        } else if (raw.op(record) == TraceOp.REALLOC) {
            reallocated[record] = block;
        } else {
            builder.free(thread(record), block);
        }
    }

    private void acquire(int record) {
        int thread = thread(record);
        Integer still = liveAt.get(raw.acquireAddress(record));
        if (still != null) {
            missedReleases++;
            builder.free(thread, still);
        }
        long size = raw.size(record);
        int block = switch (raw.op(record)) {
            case MALLOC -> builder.malloc(thread, size);
            case CALLOC -> builder.calloc(thread, size);
            case ALIGNED -> builder.aligned(thread, size, raw.alignmentLog2(record));
            case REALLOC ->
                reallocated[record] == Trace.NONE
                        ? builder.malloc(thread, size)
                        : builder.realloc(thread, reallocated[record], size);
            case FREE -> throw new IllegalStateException("a free acquires nothing");
        };
        liveAt.put(raw.acquireAddress(record), block);
    }

    private int thread(int record) {
        return threadNumbers.computeIfAbsent(raw.thread(record), _ -> threadNumbers.size());
    }
}

package org.ccache.bench.trace;

import java.util.Arrays;
import java.util.Locale;

/**
 * Figures of a trace.
 *
 * @param program what was recorded
 * @param events events in all
 * @param threads threads with at least one event
 * @param blocks blocks acquired
 * @param mallocs events of {@link TraceOp#MALLOC}
 * @param callocs events of {@link TraceOp#CALLOC}
 * @param aligned events of {@link TraceOp#ALIGNED}
 * @param frees events of {@link TraceOp#FREE}
 * @param reallocs events of {@link TraceOp#REALLOC}
 * @param crossThreadReleases blocks released by another thread than the one that acquired them
 * @param switches places where the next event is another thread's
 * @param peakLiveBytes largest sum of the requested sizes of live blocks
 * @param peakLiveBlocks largest number of live blocks
 * @param endLiveBytes requested bytes never released
 * @param endLiveBlocks blocks never released
 * @param requestedBytes sum of all requested sizes
 * @param medianSize half of the requests are of at most this many bytes
 * @param size99 99 % of the requests are of at most this many bytes
 * @param maxSize largest request in bytes
 */
public record TraceSummary(
        String program,
        int events,
        int threads,
        int blocks,
        int mallocs,
        int callocs,
        int aligned,
        int frees,
        int reallocs,
        int crossThreadReleases,
        int switches,
        long peakLiveBytes,
        int peakLiveBlocks,
        long endLiveBytes,
        int endLiveBlocks,
        long requestedBytes,
        long medianSize,
        long size99,
        long maxSize) {

    /** Counts a trace. */
    public static TraceSummary of(Trace trace) {
        int[] byCode = new int[Byte.MAX_VALUE];
        int[] owner = new int[trace.blocks()];
        long[] sizes = new long[trace.blocks()];
        int cross = 0;
        int switches = 0;
        long liveBytes = 0;
        int liveBlocks = 0;
        long peakBytes = 0;
        int peakBlocks = 0;
        long requested = 0;
        for (int event = 0; event < trace.events(); event++) {
            TraceOp op = trace.op(event);
            byCode[op.code()]++;
            if (event > 0 && trace.thread(event) != trace.thread(event - 1)) {
                switches++;
            }
            if (op.acquires()) { // before the release: a realloc holds both blocks while it copies
                int block = trace.acquired(event);
                owner[block] = trace.thread(event);
                sizes[block] = trace.size(block);
                requested += trace.size(block);
                liveBytes += trace.size(block);
                liveBlocks++;
                peakBytes = Math.max(peakBytes, liveBytes);
                peakBlocks = Math.max(peakBlocks, liveBlocks);
            }
            if (op.releases()) {
                int block = trace.released(event);
                cross += owner[block] == trace.thread(event) ? 0 : 1;
                liveBytes -= trace.size(block);
                liveBlocks--;
            }
        }
        Arrays.sort(sizes);
        return new TraceSummary(
                trace.program(),
                trace.events(),
                trace.threads(),
                trace.blocks(),
                byCode[TraceOp.MALLOC.code()],
                byCode[TraceOp.CALLOC.code()],
                byCode[TraceOp.ALIGNED.code()],
                byCode[TraceOp.FREE.code()],
                byCode[TraceOp.REALLOC.code()],
                cross,
                switches,
                peakBytes,
                peakBlocks,
                liveBytes,
                liveBlocks,
                requested,
                quantile(sizes, 0.5),
                quantile(sizes, 0.99),
                quantile(sizes, 1));
    }

    private static long quantile(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    /** Calls of an allocator that a replay of the trace makes: each acquisition and, sooner or later, its release. */
    public long operations() {
        return 2L * blocks;
    }

    /** Share of the recorded releases that another thread made than the one that acquired the block, 0 to 1. */
    public double crossThreadShare() {
        int releases = frees + reallocs;
        return releases == 0 ? 0 : (double) crossThreadReleases / releases;
    }

    /** One figure a line. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                """
                program               %s
                events                %d (malloc %d, calloc %d, aligned %d, free %d, realloc %d)
                threads               %d, %d switches between them
                blocks                %d, %d bytes requested in all
                request size          median %d, 99 %% within %d, largest %d bytes
                released elsewhere    %d blocks, %.1f %% of the releases
                peak live             %d bytes in %d blocks (not at the same time)
                never released        %d bytes in %d blocks
                replay                %d operations
                """,
                program,
                events,
                mallocs,
                callocs,
                aligned,
                frees,
                reallocs,
                threads,
                switches,
                blocks,
                requestedBytes,
                medianSize,
                size99,
                maxSize,
                crossThreadReleases,
                100 * crossThreadShare(),
                peakLiveBytes,
                peakLiveBlocks,
                endLiveBytes,
                endLiveBlocks,
                operations());
    }
}

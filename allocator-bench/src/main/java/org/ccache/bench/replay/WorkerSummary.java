package org.ccache.bench.replay;

import java.util.List;
import org.ccache.bench.peer.PeerStats;

/**
 * Last line of a worker, when every block has been freed and nothing runs.
 *
 * @param operations allocations and frees since the start, warm-up included
 * @param verified blocks whose contents were checked at free
 * @param wrong those of them whose contents had changed
 * @param peakBytes highest residence of the process over what it was before the first allocation; -1 if the kernel does
 *     not reset the peak. Compiled code of the replay is in it, for every allocator alike
 * @param restBytes residence now, over the same base
 * @param stats of the allocator at rest
 * @param problems what the allocator's audit found; empty if all is well or there is none
 */
public record WorkerSummary(
        long operations,
        long verified,
        long wrong,
        long peakBytes,
        long restBytes,
        PeerStats stats,
        List<String> problems) {}

package org.ccache.bench.demo;

import java.util.List;
import java.util.Map;
import org.ccache.bench.statistics.Bootstrap;
import org.ccache.bench.statistics.Ratio;
import org.ccache.bench.worker.RoundResult;
import org.ccache.bench.worker.WorkerSummary;

/**
 * One trace on all allocators.
 *
 * @param trace file name
 * @param operations allocations and frees of one pass
 * @param rounds by allocator; rounds of one block have the same index
 * @param summaries by allocator
 */
record TraceOutcome(
        String trace, long operations, Map<String, List<RoundResult>> rounds, Map<String, WorkerSummary> summaries) {
    /** Highest ratio of our time to malloc's that keeps the promise. */
    static final double LIMIT = 0.5;

    double[] nanosPerPass(String allocator) {
        return rounds.get(allocator).stream()
                .mapToDouble(RoundResult::nanosPerPass)
                .toArray();
    }

    /** Time of ccache over that of {@code other}. */
    Ratio ratio(String other, Bootstrap bootstrap) {
        return bootstrap.ofPairs(nanosPerPass(TraceComparison.OURS), nanosPerPass(other));
    }

    /** Blocks whose contents were checked, over all allocators. */
    long verified() {
        return summaries.values().stream().mapToLong(WorkerSummary::verified).sum();
    }

    /** Whether every block of every allocator held what was written to it, and every audit was clean. */
    boolean correct() {
        return summaries.values().stream()
                .allMatch(s -> s.wrong() == 0 && s.problems().isEmpty() && s.verified() > 0);
    }
}

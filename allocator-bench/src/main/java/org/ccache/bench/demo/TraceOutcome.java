package org.ccache.bench.demo;

import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.replay.RoundResult;
import org.ccache.bench.replay.WorkerReady;
import org.ccache.bench.replay.WorkerSummary;

/**
 * One trace on all allocators.
 *
 * @param trace file name
 * @param about the trace, as a worker read it
 * @param rounds by allocator; blocks are written to and verified at both edges; those of one round have the same index
 * @param bare as {@code rounds}, but nothing touches the blocks
 * @param summaries by allocator
 */
record TraceOutcome(
        String trace,
        WorkerReady about,
        Map<String, List<RoundResult>> rounds,
        Map<String, List<RoundResult>> bare,
        Map<String, WorkerSummary> summaries) {
    /** Nanoseconds of a pass in each round, with verified blocks. */
    double[] nanosPerPass(String allocator) {
        return perPass(rounds.get(allocator));
    }

    /** Nanoseconds of a pass in each round that touches no block. */
    double[] bareNanosPerPass(String allocator) {
        return perPass(bare.get(allocator));
    }

    /** Time of the product over that of {@code other}, with verified blocks. */
    Ratio ratio(String other, Bootstrap bootstrap) {
        return bootstrap.ofPairs(nanosPerPass(TraceComparison.OURS), nanosPerPass(other));
    }

    /** The same where nothing touches the blocks: the allocators and the replay alone. */
    Ratio bareRatio(String other, Bootstrap bootstrap) {
        return bootstrap.ofPairs(bareNanosPerPass(TraceComparison.OURS), bareNanosPerPass(other));
    }

    /** Processor nanoseconds of an operation over all verified rounds. */
    double cpuNanosPerOperation(String allocator) {
        long cpu = 0;
        long passes = 0;
        for (RoundResult round : rounds.get(allocator)) {
            cpu += round.cpuNanos();
            passes += round.passes();
        }
        return (double) cpu / passes / about.operations();
    }

    private static double[] perPass(List<RoundResult> results) {
        return results.stream().mapToDouble(RoundResult::nanosPerPass).toArray();
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

package org.ccache.bench.research.numa;

import java.util.ArrayList;
import java.util.List;
import org.ccache.allocator.AllocatorStats;
import org.ccache.rseq.RseqMode;

/**
 * What a run came to.
 *
 * @param stats at the end
 * @param wrong blocks that two threads had at once
 * @param problems threads that failed, and what the audit found
 */
public record NumaResult(
        NumaSettings settings, AllocatorStats stats, NodeCounts counts, long wrong, List<String> problems) {
    /** Least local share of refills while threads stay where they are, on an allocator that keeps nodes apart. */
    static final double LOCAL_REFILLS = 0.99;

    /** Share of the blocks that stood on the node of the thread that they were handed to. */
    public double localShare() {
        return (double) counts.local() / counts.total();
    }

    /** What must not be, each in a line: nothing if all is well. */
    public List<String> findings() {
        List<String> findings = new ArrayList<>(problems);
        if (wrong > 0) {
            findings.add(wrong + " blocks had two owners");
        }
        if (counts.total() == 0) {
            findings.add("no block was looked at");
            return findings;
        }
        // A processor is on one node for good: so is an index that is its number.
        if (stats.mode().equals(RseqMode.CPU_ID.name()) && counts.straddling() > 0) {
            findings.add(counts.straddling() + " indexes were seen on several nodes although they are processors");
        }
        if (settings.pattern() == Pattern.REFILL
                && settings.placement() == Placement.PINNED
                && stats.nodes() > 1
                && localShare() < LOCAL_REFILLS) {
            findings.add("only " + localShare() + " of the refills of pinned threads were local");
        }
        return findings;
    }
}

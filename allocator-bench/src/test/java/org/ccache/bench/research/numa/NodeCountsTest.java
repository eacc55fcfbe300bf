package org.ccache.bench.research.numa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ccache.allocator.CcacheAllocator;
import org.junit.jupiter.api.Test;

class NodeCountsTest {
    private final NodeCounts counts = new NodeCounts(4, 2);

    @Test
    void countsByIndexAndNode() {
        counts.count(1, 0, 0);
        counts.count(1, 0, 1);
        counts.count(1, 1, 1);
        counts.count(3, 1, 0);
        counts.countMoved();
        assertThat(counts.used()).containsExactly(1, 3);
        assertThat(counts.ranOn(1, 0)).isEqualTo(2);
        assertThat(counts.standsOn(1, 0)).isEqualTo(1);
        assertThat(counts.local(1)).isEqualTo(2);
        assertThat(counts.local(3)).isZero();
        assertThat(counts.total()).isEqualTo(4);
        assertThat(counts.local()).isEqualTo(2);
        assertThat(counts.straddling()).isEqualTo(1); // index 1: index 3 was seen on node 1 only
    }

    @Test
    void addsUp() {
        NodeCounts other = new NodeCounts(4, 2);
        counts.count(0, 0, 0);
        other.count(0, 1, 0);
        other.countMoved();
        other.countAbsent();
        counts.add(other);
        assertThat(counts.total(0)).isEqualTo(2);
        assertThat(counts.straddling()).isEqualTo(1);
        assertThat(counts.moved()).isEqualTo(1);
        assertThat(counts.absent()).isEqualTo(1);
    }

    @Test
    void theReportHasAColumnForEachNode() {
        counts.count(2, 1, 0);
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            NumaResult result = new NumaResult(
                    new NumaSettings(Pattern.HAND_OVER, Placement.MOVED, 1, 1, 1, 1),
                    allocator.stats(),
                    counts,
                    0,
                    List.of());
            assertThat(NumaReport.indexes(result))
                    .contains("hand over, moved: index", "ran on 1", "blocks of 0")
                    .containsPattern("\\| 2 +\\| +0 \\| +1 \\| +1 \\| +0 \\| 0\\.0 % \\|");
            assertThat(NumaReport.summary(List.of(result)))
                    .containsPattern("hand over, moved +\\| +1 \\| +1 \\| 0\\.0 %");
        }
    }
}

package org.ccache.bench.research.spanheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashSet;
import java.util.Set;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpanHeapRunTest {
    private static final int LARGEST = SpanHeap.CLASSES - 1;
    private static final int BLOCKS = HeapSpan.BYTES / SpanHeap.blockBytes(LARGEST);

    @ParameterizedTest
    @EnumSource(SpanCache.class)
    void eachSourceTakesSpansAndLosesNone(SpanCache cache) throws InterruptedException {
        assumeTrue(cache != SpanCache.BY_INDEX || Rseq.mode() != RseqMode.UNAVAILABLE);
        SpanHeapResult result = SpanHeapRun.measure(new SpanHeapSettings(cache, 3, 1, 30));
        assertThat(result.spansTaken()).isGreaterThan(3 * 11 * SpanHeap.CLASSES);
        assertThat(result.threadBound())
                .as("one span of each class, thread and nothing else")
                .isEqualTo(3 * SpanHeap.CLASSES * cache.spanBytes());
        assertThat(result.nanosPerOperation()).isPositive();
        if (cache == SpanCache.NONE) {
            assertThat(result.cached()).isZero();
        } else {
            assertThat(result.cached()).isPositive();
        }
    }

    @Test
    void anEmptySpanGoesBackUnlessItIsInUse() {
        try (CcacheAllocator allocator =
                CcacheAllocator.builder().frontEnd(FrontEnd.STRIPED).build()) {
            SpanHeap heap = new SpanHeap(allocator, SpanCache.BY_THREAD);
            Set<Long> blocks = new HashSet<>();
            HeapSpan first = heap.span(LARGEST);
            long[] ofFirst = new long[BLOCKS];
            for (int i = 0; i < BLOCKS; i++) {
                ofFirst[i] = allocate(heap, first);
                assertThat(blocks.add(ofFirst[i])).isTrue();
            }
            HeapSpan second = heap.span(LARGEST);
            long block = allocate(heap, second);
            assertThat(blocks.add(block)).isTrue();
            assertThat(heap.held()).isEqualTo(2);
            for (int i = 0; i < BLOCKS; i++) {
                assertThat(heap.held()).isEqualTo(2);
                heap.free(LARGEST, first, ofFirst[i]);
            }
            assertThat(heap.held()).as("the second is in use").isEqualTo(1);
            assertThatThrownBy(heap::close).isInstanceOf(IllegalStateException.class);
            heap.free(LARGEST, second, block);
            assertThat(heap.held()).isEqualTo(1);
            assertThat(heap.span(LARGEST)).isSameAs(second);
            heap.close();
            assertThat(heap.held()).isZero();
            assertThat(allocator.stats().liveBytes()).isZero();
        }
    }

    private static long allocate(SpanHeap heap, HeapSpan span) {
        long block = span.allocate();
        heap.allocated(LARGEST, span);
        return block;
    }
}

package org.ccache.bench.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TraceBuilderTest {
    private final TraceBuilder builder = new TraceBuilder("test");

    @Test
    void aBlockIsReleasedOnce() {
        int block = builder.malloc(0, 1);
        builder.free(0, block);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.free(0, block))
                .withMessage("block 0 released at event 2 is not live");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.realloc(0, block, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.free(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.free(0, Trace.NONE));
    }

    @Test
    void aRefusedEventLeavesNoTrace() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder.malloc(0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.malloc(0, TraceBuilder.MAX_SIZE + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.aligned(0, 1, 31));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.malloc(-1, 1));
        assertThat(builder.build().events()).isZero();
        assertThat(builder.malloc(0, TraceBuilder.MAX_SIZE)).isZero();
    }

    @Test
    void threadsAreNumberedByFirstEvent() {
        builder.malloc(0, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.malloc(2, 1))
                .withMessage("thread 2 at event 1: the next new thread has number 1");
        builder.malloc(1, 1);
        assertThat(builder.build().threads()).isEqualTo(2);
    }

    @Test
    void figures() {
        int first = builder.malloc(0, 100);
        int second = builder.calloc(1, 50);
        builder.free(1, first);
        int third = builder.realloc(1, second, 200);
        builder.aligned(0, 7, 4);
        TraceSummary summary = TraceSummary.of(builder.build());
        assertThat(summary.events()).isEqualTo(5);
        assertThat(summary.blocks()).isEqualTo(4);
        assertThat(third).isEqualTo(2);
        assertThat(summary.crossThreadReleases()).isEqualTo(1);
        assertThat(summary.crossThreadShare()).isEqualTo(0.5);
        assertThat(summary.switches()).isEqualTo(2);
        assertThat(summary.peakLiveBytes()).isEqualTo(250); // while the realloc copies
        assertThat(summary.endLiveBytes()).isEqualTo(207);
        assertThat(summary.endLiveBlocks()).isEqualTo(2);
        assertThat(summary.operations()).isEqualTo(8);
        assertThat(summary.medianSize()).isEqualTo(50);
        assertThat(summary.maxSize()).isEqualTo(200);
    }

    @Test
    void figuresOfNothing() {
        TraceSummary summary = TraceSummary.of(builder.build());
        assertThat(summary.operations()).isZero();
        assertThat(summary.crossThreadShare()).isZero();
        assertThat(summary.toString()).contains("events                0");
    }
}

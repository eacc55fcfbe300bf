package org.ccache.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.ccache.bench.trace.Trace;
import org.ccache.bench.trace.TraceBuilder;
import org.junit.jupiter.api.Test;

class OneThreadReplayTest {
    private final ReferencePeer peer = new ReferencePeer();

    /** Two threads; blocks of the first are freed by the second, and some by nobody. */
    private static Trace trace(int blocks) {
        TraceBuilder trace = new TraceBuilder("two threads");
        for (int i = 0; i < blocks; i++) {
            int block = trace.malloc(0, 100 + i % 7);
            int grown = trace.realloc(0, block, 300);
            if (i % 10 != 0) {
                trace.free(trace.threads() == 1 ? 1 : i % 2, grown);
            }
        }
        return trace.build();
    }

    private OneThreadReplay replay(int blocks) {
        return new OneThreadReplay(OneThreadReplay.prepare(trace(blocks)), peer);
    }

    private static int pass(OneThreadReplay replay, long untilVerified) {
        int calls = 0;
        while (replay.verified() < untilVerified) {
            calls += replay.advance();
        }
        return calls;
    }

    @Test
    void aPassIsAllCallsOfAllThreadsByTheCallerAndLeavesNothing() {
        OneThreadReplay replay = replay(3_000);
        assertThat(pass(replay, 1)).isEqualTo(2 * 2 * 3_000);
        assertThat(replay.verified()).isEqualTo(2 * 3_000);
        assertThat(replay.wrong()).isZero();
        assertThat(peer.live()).isZero();
        assertThat(peer.crossThreadFrees()).isZero();
    }

    @Test
    void passesFollowEachOther() {
        OneThreadReplay replay = replay(1_000);
        int first = pass(replay, 1);
        assertThat(pass(replay, 2 * replay.verified())).isEqualTo(first);
        assertThat(replay.wrong()).isZero();
    }

    @Test
    void noSegmentIsLong() {
        OneThreadReplay replay = replay(20_000);
        Set<Integer> calls = new HashSet<>();
        do {
            calls.add(replay.advance());
        } while (replay.verified() == 0);
        assertThat(calls).allSatisfy(of -> assertThat(of).isBetween(1, 2 * OneThreadReplay.SEGMENT_EVENTS));
    }

    @Test
    void whatIsLiveWithinAPassIsFreedAtItsEnd() {
        OneThreadReplay replay = replay(3_000);
        replay.finish();
        assertThat(replay.verified())
                .as("at the start there is nothing to go on with")
                .isZero();
        replay.advance();
        assertThat(peer.live()).isPositive();
        replay.finish();
        assertThat(peer.live()).isZero();
        assertThat(replay.verified()).isPositive();
    }

    @Test
    void changedBlocksAreCounted() {
        ReferencePeer overlapping = new ReferencePeer() {
            private long first;

            @Override
            public long allocate(long size) {
                if (first == 0) {
                    first = super.allocate(size);
                    return first;
                }
                return first + size - Long.BYTES; // the last word of the first block is the first of this one
            }

            @Override
            public synchronized void free(long address) {
                first = 0;
            }
        };
        TraceBuilder trace = new TraceBuilder("neighbours");
        int first = trace.malloc(0, 200);
        int second = trace.malloc(0, 200);
        trace.free(0, first);
        trace.free(0, second);
        OneThreadReplay replay = new OneThreadReplay(OneThreadReplay.prepare(trace.build()), overlapping);
        pass(replay, 3);
        assertThat(replay.wrong()).as("one in each of two passes").isEqualTo(2);
    }

    @Test
    void aTraceOfNothingIsRefused() {
        Trace nothing = new TraceBuilder("nothing").build();
        assertThatThrownBy(() -> OneThreadReplay.prepare(nothing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing to replay");
    }
}

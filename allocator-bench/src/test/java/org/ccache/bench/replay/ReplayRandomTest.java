package org.ccache.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ccache.bench.trace.RandomTraces;
import org.ccache.bench.trace.Trace;
import org.ccache.bench.trace.TraceSummary;

class ReplayRandomTest {

    @Property(tries = 60)
    void randomTracesReplayClean(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int threads,
            @ForAll @IntRange(max = 2000) int events,
            @ForAll @IntRange(min = 1, max = 300) int epochEvents) {
        Trace trace = RandomTraces.of(seed, threads, events);
        TraceSummary summary = TraceSummary.of(trace);
        try (ReferencePeer peer = new ReferencePeer();
                Replayer replayer = new Replayer(ReplayProgram.of(trace, epochEvents), peer)) {
            for (StampMode mode : StampMode.values()) {
                ReplayResult result = replayer.round(mode);
                assertThat(result.firstFailures()).isEmpty();
                assertThat(result.clean()).isTrue();
                assertThat(result.operations()).isEqualTo(2L * trace.blocks());
                assertThat(result.peakLiveBytes()).isEqualTo(summary.peakLiveBytes());
                assertThat(peer.live()).isZero();
            }
            int rounds = StampMode.values().length;
            assertThat(peer.crossThreadFrees()).isEqualTo((long) rounds * summary.crossThreadReleases());
            // The window: threads are never further apart than two epochs.
            assertThat(peer.peakLive()).isLessThanOrEqualTo(summary.peakLiveBlocks() + 2 * epochEvents);
        }
    }
}

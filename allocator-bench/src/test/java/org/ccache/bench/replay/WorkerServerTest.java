package org.ccache.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ccache.bench.measure.Json;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.peer.VoidPeer;
import org.ccache.bench.trace.Trace;
import org.ccache.bench.trace.TraceBuilder;
import org.junit.jupiter.api.Test;

class WorkerServerTest {

    /** Two blocks at a time. */
    static Trace trace() {
        TraceBuilder trace = new TraceBuilder("two at a time");
        for (int i = 0; i < 100; i++) {
            int first = trace.malloc(0, 100);
            int second = trace.malloc(0, 200);
            trace.free(0, first);
            trace.free(0, second);
        }
        return trace.build();
    }

    private static List<String> serve(String orders) throws IOException {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        try (Peer peer = Peers.open("malloc");
                WorkerServer worker = new WorkerServer(peer, trace())) {
            worker.serve(
                    new BufferedReader(new StringReader(orders)),
                    new PrintStream(answers, true, StandardCharsets.UTF_8));
        }
        return answers.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void answersEveryOrderOnALineOfItsOwn() throws IOException {
        List<String> answers = serve("""
                {"order":"round","mode":"FULL","passes":2}
                {"order":"round","mode":"NONE","passes":3}
                {"order":"finish"}
                {"order":"round","mode":"FULL","passes":1}
                """);
        assertThat(answers).hasSize(4);
        WorkerReady ready = Json.parse(answers.get(0), WorkerReady.class);
        assertThat(ready.operations()).isEqualTo(400);
        assertThat(ready.peakLiveBytes()).isEqualTo(300);
        RoundResult full = Json.parse(answers.get(1), RoundResult.class);
        assertThat(full.verified()).isEqualTo(400);
        assertThat(full.wrong()).isZero();
        assertThat(full.nanosPerPass()).isPositive();
        assertThat(Json.parse(answers.get(2), RoundResult.class).verified()).isZero();
        WorkerSummary summary = Json.parse(answers.get(3), WorkerSummary.class);
        assertThat(summary.operations()).isEqualTo(5 * 400);
        assertThat(summary.verified()).isEqualTo(400);
    }

    @Test
    void endsWithItsInput() throws IOException {
        assertThat(serve("")).hasSize(1);
    }

    @Test
    void refusesAnOrderThatItDoesNotKnow() {
        for (String order :
                List.of("{\"order\":\"purge\"}", "{\"order\":\"round\",\"mode\":\"SOME\"}", "round FULL 2")) {
            assertThatThrownBy(() -> serve(order + "\n"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("no Order: " + order);
        }
    }

    /** One block for everybody: what an allocator with a race would hand out. */
    @Test
    void findsAnAllocatorThatHandsOutABlockTwice() {
        try (Peer peer = new VoidPeer();
                WorkerServer worker = new WorkerServer(peer, trace())) {
            for (StampMode mode : new StampMode[] {StampMode.EDGES, StampMode.FULL}) {
                assertThat(worker.round(mode, 1).wrong()).as(mode.name()).isPositive();
            }
            assertThat(worker.summary().wrong()).isPositive();
        }
    }
}

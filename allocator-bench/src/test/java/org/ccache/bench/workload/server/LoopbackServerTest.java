package org.ccache.bench.workload.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.ccache.bench.workload.CountingPeer;
import org.ccache.bench.workload.Lane;
import org.ccache.bench.workload.ShortRun;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class LoopbackServerTest {

    private static ServerLane lane(String name, CountingPeer peer) {
        LoopbackServer workload = switch (name) {
            case "echo" -> new LoopbackServer();
            case "proxy" -> LoopbackServer.proxy();
            default -> LoopbackServer.echoMax();
        };
        assertThat(workload.name()).isEqualTo(name);
        List<Lane> lanes = workload.lanes(peer, 2, 1);
        assertThat(lanes).hasSize(1);
        return (ServerLane) lanes.getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "proxy", "echo-max"})
    void everyMessageComesBackAndEveryBlockIsFreed(String name) throws Exception {
        try (CountingPeer peer = new CountingPeer()) {
            ServerLane lane = lane(name, peer);
            long begin = System.nanoTime();
            ShortRun.run(peer, List.of(lane), 200, 200, 1000);
            long millis = (System.nanoTime() - begin) / 1_000_000;

            long most = name.equals("echo-max") ? Long.MAX_VALUE : 10 * millis + 1;
            assertThat(lane.operations()).isBetween(100L, most);
            assertThat(lane.verified()).isEqualTo(lane.operations());
            assertThat(lane.wrong()).isZero();
            assertThat(peer.allocations()).isEqualTo(lane.operations());
            assertThat(peer.live()).isZero();
            assertThat(lane.requestedPeak())
                    .isBetween((long) Frames.LARGEST, Frames.LARGEST * (ServerLane.CONNECTIONS + 256L));
            assertThat(peer.allocating()).hasSize(1);
            assertThat(peer.freeing()).hasSize(1);
            assertThat(peer.freeing().equals(peer.allocating())).isEqualTo(!name.equals("proxy"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "proxy"})
    void latenciesAreOfTheWindow(String name) throws Exception {
        try (CountingPeer peer = new CountingPeer()) {
            ServerLane lane = lane(name, peer);
            ShortRun.run(peer, List.of(lane), 200, 200, 1000);
            assertThat(lane.latencies().keySet()).containsExactlyInAnyOrder("message", "start");
            Histogram messages = lane.latencies().get("message");
            Histogram starts = lane.latencies().get("start");
            assertThat(messages.getTotalCount()).isBetween(500L, lane.operations() - 500);
            assertThat(starts.getTotalCount()).isBetween(500L, lane.operations() - 500);
            assertThat(messages.getMean()).isGreaterThan(starts.getMean());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "proxy", "echo-max"})
    void threadsEndAndSocketsAreClosed(String name) throws Exception {
        try (CountingPeer peer = new CountingPeer()) {
            ServerLane lane = lane(name, peer);
            lane.start(peer);
            while (lane.operations() == 0 && lane.failure() == null) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            int port = lane.server().address().getPort();
            assertThat(lane.server().address().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
            assertThat(openSockets(port)).isEqualTo(1 + 2 * ServerLane.CONNECTIONS);
            ShortRun.end(List.of(lane));

            assertThat(openSockets(port)).isZero();
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                    .isInstanceOf(ConnectException.class);
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().startsWith("loopback") || peer.freeing().contains(thread)) {
                    assertThat(thread.join(Duration.ofSeconds(10)))
                            .as(thread.getName())
                            .isTrue();
                }
            }
        }
    }

    /** Of either end, that listen, are connected, or wait for their program to close them. */
    private static long openSockets(int port) throws IOException {
        String hex = String.format(Locale.ROOT, ":%04X", port);
        long count = 0;
        for (String file : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(file))) {
                String[] fields = line.trim().split(" +", -1);
                if ((fields[1].endsWith(hex) || fields[2].endsWith(hex))
                        && List.of("01", "08", "0A").contains(fields[3])) {
                    count++;
                }
            }
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "proxy", "echo-max"})
    void aFailureOfThePeerEndsTheLane(String name) throws Exception {
        try (CountingPeer peer = new FailingPeer()) {
            ServerLane lane = lane(name, peer);
            lane.start(peer);
            assertThat(lane.ended().await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(lane.failure()).isInstanceOf(OutOfMemoryError.class);
            assertThat(openSockets(lane.server().address().getPort())).isZero();
        }
    }

    /** Has memory for some messages. */
    private static final class FailingPeer extends CountingPeer {
        @Override
        public long allocate(long size) {
            if (allocations() >= 100) {
                throw new OutOfMemoryError("as the test wants");
            }
            return super.allocate(size);
        }
    }
}

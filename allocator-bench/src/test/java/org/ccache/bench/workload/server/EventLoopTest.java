package org.ccache.bench.workload.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.workload.CountingPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers and clients that meet something unusual. */
@Timeout(60)
class EventLoopTest {
    private static final int CONNECTIONS = 4;

    private final CountingPeer peer = new CountingPeer();
    private final BlockTable table = peer.table(CONNECTIONS);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong responses = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Hooks hooks =
            new Hooks(stopped::get, responses::addAndGet, bytes -> {}, e -> failure.compareAndSet(null, e));

    @AfterEach
    void closePeer() {
        peer.close();
    }

    /** Echoes, after something has been done to the frame. */
    private abstract class Meddling implements Replies {
        private final EchoReplies echo = new EchoReplies(table);
        private int count;

        abstract void meddle(int number, ByteBuffer frame);

        @Override
        public boolean reply(SocketChannel channel, ByteBuffer frame, int slot) throws IOException {
            if (frame.position() == 0) {
                meddle(count++, frame);
            }
            return echo.reply(channel, frame, slot);
        }

        @Override
        public long freedBytes() {
            return echo.freedBytes();
        }
    }

    private void serve(Client client, Replies replies, int responsesToAwait) throws Exception {
        try (EventLoop loop = new EventLoop(table, replies, CONNECTIONS, bytes -> {})) {
            Thread asking = Thread.ofPlatform().daemon().start(() -> {
                client.run(loop.address());
                loop.wakeUp();
            });
            Thread stopping = Thread.ofPlatform().daemon().start(() -> {
                while (responses.get() < responsesToAwait && !client.ended()) {
                    Thread.onSpinWait();
                }
                stopped.set(true);
            });
            try {
                loop.serve(client::ended);
            } catch (IOException e) {
                // A client that fails resets connections on which responses are unread.
                if (failure.get() == null) {
                    throw e;
                }
            }
            asking.join();
            stopping.join();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aChangedStampIsCounted(boolean open) throws Exception {
        Frames frames = new Frames(1);
        Client client = open
                ? new OpenClient(frames, CONNECTIONS, 100_000, hooks)
                : new ClosedClient(frames, CONNECTIONS, hooks);
        serve(
                client,
                new Meddling() {
                    @Override
                    void meddle(int number, ByteBuffer frame) {
                        if (number == 7) {
                            frame.put(Frames.HEADER, (byte) ~frame.get(Frames.HEADER));
                        } else if (number == 70) {
                            frame.put(frame.limit() - 1, (byte) ~frame.get(frame.limit() - 1));
                        }
                    }
                },
                200);
        assertThat(failure.get()).isNull();
        assertThat(client.verified()).isEqualTo(responses.get()).isGreaterThanOrEqualTo(200);
        assertThat(client.wrong()).isEqualTo(2);
        assertThat(peer.live()).isZero();
    }

    @Test
    void aChangedSizeIsAFailure() throws Exception {
        Client client = new ClosedClient(new Frames(1), CONNECTIONS, hooks);
        serve(
                client,
                new Meddling() {
                    @Override
                    void meddle(int number, ByteBuffer frame) {
                        if (number == 50) {
                            frame.putInt(0, frame.getInt(0) + 1);
                        }
                    }
                },
                1000);
        assertThat(failure.get()).isInstanceOf(IOException.class).hasMessageContaining("a response says");
        assertThat(peer.live()).isZero();
    }

    @Test
    void aStallCountsForEveryMessageThatItDelays() throws Exception {
        OpenClient client = new OpenClient(new Frames(1), CONNECTIONS, 200_000, hooks);
        serve(
                client,
                new Meddling() {
                    @Override
                    void meddle(int number, ByteBuffer frame) {
                        if (number == 500) {
                            sleep(100);
                        }
                    }
                },
                1500);
        assertThat(failure.get()).isNull();
        Histogram messages = client.latencies().get("message");
        assertThat(messages.getTotalCount()).isEqualTo(responses.get());
        // 100 ms are 500 instants, and those of the first 90 ms are over 10 ms late.
        assertThat(messages.getTotalCount() - messages.getCountBetweenValues(0, 10_000_000))
                .isGreaterThanOrEqualTo(440);
        assertThat(messages.getMaxValue()).isGreaterThanOrEqualTo(99_000_000);
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoReadsLateGetsEverything(boolean proxy) throws Exception {
        // More than the sockets of both ends hold.
        int count = 2000;
        ProxyReplies second = new ProxyReplies(table, peer.table(ProxyReplies.slots()), hooks);
        Thread replying = Thread.ofPlatform().daemon().unstarted(second);
        if (proxy) {
            replying.start();
        }
        AtomicBoolean ended = new AtomicBoolean();
        try (EventLoop loop = new EventLoop(table, proxy ? second : new EchoReplies(table), CONNECTIONS, bytes -> {})) {
            CompletableFuture<Boolean> talk = new CompletableFuture<>();
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    talk.complete(talk(loop.address(), count));
                } catch (Throwable e) {
                    talk.completeExceptionally(e);
                }
                ended.set(true);
                loop.wakeUp();
            });
            loop.serve(ended::get);
            assertThat(talk.get(1, TimeUnit.SECONDS)).isTrue();
        }
        second.close();
        replying.join();
        assertThat(failure.get()).isNull();
        assertThat(peer.allocations()).isEqualTo(count);
        assertThat(peer.live()).isZero();
    }

    private static boolean talk(InetSocketAddress server, int count) throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(1 << 14);
            socket.connect(server);
            AtomicReference<IOException> failed = new AtomicReference<>();
            Thread writing = Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        byte[] frame = new byte[Frames.LARGEST];
                        ByteBuffer.wrap(frame).putInt(frame.length).putInt(i);
                        socket.getOutputStream().write(frame);
                    }
                } catch (IOException e) {
                    failed.set(e);
                }
            });
            writing.join(300);
            boolean intact = writing.isAlive(); // else the sockets took all of it
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            for (int i = 0; i < count; i++) {
                intact &= in.readInt() == Frames.LARGEST && in.readInt() == i;
                in.skipNBytes(Frames.LARGEST - 8);
            }
            writing.join();
            return intact && failed.get() == null;
        }
    }

    @Test
    void aConnectionThatEndsWithinAFrameIsAFailure() throws Exception {
        for (int bytes : new int[] {2, 10}) {
            try (EventLoop loop = new EventLoop(table, new EchoReplies(table), CONNECTIONS, total -> {})) {
                try (Socket socket = new Socket()) {
                    socket.connect(loop.address());
                    socket.getOutputStream()
                            .write(ByteBuffer.allocate(20).putInt(20).array(), 0, bytes);
                }
                assertThatThrownBy(() -> loop.serve(() -> false)).isInstanceOf(EOFException.class);
            }
            assertThat(peer.live()).isZero();
        }
    }

    @Test
    void aSizeThatCannotBeIsAFailure() throws Exception {
        for (int size : new int[] {-1, 0, Frames.LEAST - 1, Frames.LARGEST + 1}) {
            try (EventLoop loop = new EventLoop(table, new EchoReplies(table), CONNECTIONS, total -> {});
                    Socket socket = new Socket()) {
                socket.connect(loop.address());
                socket.getOutputStream()
                        .write(ByteBuffer.allocate(4).putInt(size).array());
                assertThatThrownBy(() -> loop.serve(() -> false))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(size + " bytes");
            }
        }
        assertThat(peer.allocations()).isZero();
    }
}

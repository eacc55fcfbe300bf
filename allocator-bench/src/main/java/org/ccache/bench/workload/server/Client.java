package org.ccache.bench.workload.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Sends requests over several connections and checks the responses. Its thread receives; when the lane is stopped it
 * waits for all responses, so that slow ones count, and closes the connections.
 */
abstract class Client {
    private static final int LOOK_MILLIS = 20;

    /** A server from which nothing comes for so long has lost a response. */
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    protected final Hooks hooks;
    private final Frames frames;
    private final int count;
    private final List<ClientConnection> connections = new ArrayList<>();
    private volatile boolean ended;

    Client(Frames frames, int connections, Hooks hooks) {
        this.frames = frames;
        this.count = connections;
        this.hooks = hooks;
    }

    /** Runs until the lane is stopped and all is answered, or until something fails. */
    final void run(InetSocketAddress server) {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < count; i++) {
                connections.add(new ClientConnection(server, selector, frames, i, count));
            }
            talk(selector);
        } catch (Throwable e) { // whatever it is, the harness must hear of it
            hooks.fail().accept(e);
        } finally {
            close();
            ended = true;
        }
    }

    private void talk(Selector selector) throws IOException {
        begin();
        long last = System.nanoTime();
        while (!complete()) {
            int responses = 0;
            selector.select(LOOK_MILLIS);
            for (SelectionKey key : selector.selectedKeys()) {
                responses += ready((ClientConnection) key.attachment());
            }
            selector.selectedKeys().clear();
            long now = System.nanoTime();
            if (responses > 0) {
                last = now;
                hooks.count().accept(responses);
            } else if (now - last > PATIENCE_NANOS) {
                throw new IOException("no response within " + PATIENCE_NANOS / 1_000_000_000 + " s");
            }
        }
    }

    private void close() {
        for (ClientConnection connection : connections) {
            try {
                connection.close();
            } catch (IOException e) {
                hooks.fail().accept(e);
            }
        }
    }

    /** Begins to send. */
    protected abstract void begin() throws IOException;

    /** Does what a connection is ready for; returns the number of responses that came. */
    protected abstract int ready(ClientConnection connection) throws IOException;

    /** Whether no more requests will be sent and all are answered. */
    protected abstract boolean complete();

    protected final List<ClientConnection> connections() {
        return connections;
    }

    /** Whether {@link #run} is about to return: all connections are closed. */
    final boolean ended() {
        return ended;
    }

    /** Responses that were checked. */
    final long verified() {
        return connections.stream().mapToLong(ClientConnection::verified).sum();
    }

    /** Of those, responses that were not those of their requests. */
    final long wrong() {
        return connections.stream().mapToLong(ClientConnection::wrong).sum();
    }

    /** Forgets latencies. */
    void windowBegins() {}

    /** Latencies by what they are of; asked for after the end. */
    Map<String, Histogram> latencies() {
        return Map.of();
    }
}

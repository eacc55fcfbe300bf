package org.ccache.bench.workload.server;

import java.io.IOException;
import java.nio.channels.SelectionKey;

/**
 * As fast as the server: each connection has one request on the way. A slow server is asked less, so this says how many
 * requests it answers and nothing about latency.
 */
final class ClosedClient extends Client {
    private int onTheWay;

    ClosedClient(Frames frames, int connections, Hooks hooks) {
        super(frames, connections, hooks);
    }

    @Override
    protected void begin() throws IOException {
        for (ClientConnection connection : connections()) {
            send(connection);
        }
    }

    private void send(ClientConnection connection) throws IOException {
        onTheWay++;
        connection.begin();
        write(connection);
    }

    private static void write(ClientConnection connection) throws IOException {
        int ops = connection.flush() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
        if (ops != connection.key().interestOps()) {
            connection.key().interestOps(ops);
        }
    }

    @Override
    protected int ready(ClientConnection connection) throws IOException {
        if (connection.key().isWritable()) {
            write(connection);
        }
        int responses = connection.key().isReadable() ? connection.receive(request -> {}) : 0;
        onTheWay -= responses;
        if (responses > 0 && !hooks.stopped().getAsBoolean()) {
            send(connection);
        }
        return responses;
    }

    @Override
    protected boolean complete() {
        return onTheWay == 0;
    }
}

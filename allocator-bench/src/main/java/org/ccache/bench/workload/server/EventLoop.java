package org.ccache.bench.workload.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.ccache.bench.peer.BlockTable;

/**
 * The server: one thread that accepts connections on a free port of loopback, reads frames and leaves them to replies.
 */
final class EventLoop implements Closeable {
    private static final long LOOK_MILLIS = 100;

    private final BlockTable table;
    private final Replies replies;
    private final int mostConnections;
    private final LongConsumer requested;
    private final Selector selector;
    private final ServerSocketChannel listener;
    private final List<ServerConnection> connections = new ArrayList<>();
    private final InetSocketAddress address;
    private int open;
    private long allocatedBytes;

    /** Listens; nothing is accepted before {@link #serve}. */
    EventLoop(BlockTable table, Replies replies, int mostConnections, LongConsumer requested) throws IOException {
        this.table = table;
        this.replies = replies;
        this.mostConnections = mostConnections;
        this.requested = requested;
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), mostConnections);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        address = (InetSocketAddress) listener.getLocalAddress();
    }

    /** Where clients connect to. */
    InetSocketAddress address() {
        return address;
    }

    /** Looks at once whether to go on; from any thread. */
    void wakeUp() {
        selector.wakeup();
    }

    /** Serves until the client has ended and all connections are closed. */
    void serve(BooleanSupplier clientEnded) throws IOException {
        while (open > 0 || !clientEnded.getAsBoolean()) {
            selector.select(LOOK_MILLIS);
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.attachment() instanceof ServerConnection connection) {
                    serve(connection);
                } else {
                    accept();
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private void serve(ServerConnection connection) throws IOException {
        if (!connection.ready()) {
            connection.close();
            open--;
        }
    }

    private void allocated(long bytes) {
        allocatedBytes += bytes;
        requested.accept(allocatedBytes - replies.freedBytes());
    }

    private void accept() throws IOException {
        SocketChannel channel = listener.accept();
        if (channel == null) {
            return;
        }
        if (connections.size() == mostConnections) {
            channel.close();
            throw new IOException("more than " + mostConnections + " connections");
        }
        connections.add(new ServerConnection(channel, selector, table, connections.size(), replies, this::allocated));
        open++;
    }

    /** Closes all sockets, and frees the blocks of frames that came in part. */
    @Override
    public void close() throws IOException {
        for (ServerConnection connection : connections) {
            connection.close();
        }
        listener.close();
        selector.close();
    }
}

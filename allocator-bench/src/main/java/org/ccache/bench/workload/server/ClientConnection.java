package org.ccache.bench.workload.server;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.LongConsumer;

/**
 * The client's end of a connection. Of {@code n} connections, number {@code i} has the requests {@code i},
 * {@code i + n}, {@code i + 2n}..., so that neither end keeps a list of what is on the way. Requests may be sent by one
 * thread and responses received by another: they share no field that changes.
 *
 * <p>Buffers are on the Java heap, which measuring processes fix and touch beforehand: they show in no figure of
 * memory.
 */
final class ClientConnection implements Closeable {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Frames frames;
    private final int step;
    private final ByteBuffer out = ByteBuffer.allocate(Frames.LARGEST).limit(0);
    private final ByteBuffer in = ByteBuffer.allocate(2 * Frames.LARGEST);

    /** Request to begin next: of the sending thread. */
    private long next;

    /** Request whose response comes next: of the receiving thread, like the two counts. */
    private long awaited;

    private long verified;
    private long wrong;

    ClientConnection(InetSocketAddress server, Selector selector, Frames frames, int number, int step)
            throws IOException {
        this.frames = frames;
        this.step = step;
        next = number;
        awaited = number;
        channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** With the selector that it was made with; it waits for responses at first. */
    SelectionKey key() {
        return key;
    }

    /** Begins a request, when the one before has been written, and returns its number. */
    long begin() {
        long request = next;
        frames.put(request, out);
        next += step;
        return request;
    }

    /** Writes what the socket takes of the request that has begun; returns whether all of it is written. */
    boolean flush() throws IOException {
        if (out.hasRemaining()) {
            channel.write(out);
        }
        return !out.hasRemaining();
    }

    /** Reads what is there, checks it, and tells of each request that was answered. Returns how many were. */
    int receive(LongConsumer answered) throws IOException {
        if (channel.read(in) < 0) {
            throw new EOFException("the server closed a connection");
        }
        int count = 0;
        int at = 0;
        while (in.position() - at >= Frames.HEADER) {
            int size = in.getInt(at);
            if (size != frames.size(awaited)) {
                throw new IOException("a response says " + size + " bytes, its request had " + frames.size(awaited));
            }
            if (in.position() - at < size) {
                break;
            }
            verified++;
            if (!frames.intact(awaited, in, at)) {
                wrong++;
            }
            answered.accept(awaited);
            awaited += step;
            at += size;
            count++;
        }
        in.flip().position(at);
        in.compact();
        return count;
    }

    /** Responses that were checked. */
    long verified() {
        return verified;
    }

    /** Of those, responses that were not those of their requests. */
    long wrong() {
        return wrong;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

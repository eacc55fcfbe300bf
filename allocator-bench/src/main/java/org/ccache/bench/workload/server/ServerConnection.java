package org.ccache.bench.workload.server;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.LongConsumer;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.BlockTable;

/**
 * The server's end of a connection. It holds at most one block, in the slot of its number: from when the size of a
 * frame is known until the frame has left. Of the event loop's thread.
 */
final class ServerConnection implements Closeable {
    /** Frames after which other connections have their turn. */
    private static final int TURN = 16;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final BlockTable table;
    private final int slot;
    private final Replies replies;
    private final LongConsumer allocated;
    private final ByteBuffer header = ByteBuffer.allocateDirect(Frames.HEADER);

    /** View of the block, or null if the slot is empty. */
    private ByteBuffer frame;

    ServerConnection(
            SocketChannel channel,
            Selector selector,
            BlockTable table,
            int slot,
            Replies replies,
            LongConsumer allocated)
            throws IOException {
        this.channel = channel;
        this.table = table;
        this.slot = slot;
        this.replies = replies;
        this.allocated = allocated;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Goes on where reading or writing stopped; returns false at the end of the stream. */
    boolean ready() throws IOException {
        if ((key.interestOps() & SelectionKey.OP_WRITE) != 0) {
            if (!reply()) {
                return true;
            }
            key.interestOps(SelectionKey.OP_READ);
        }
        for (int i = 0; i < TURN; i++) {
            if (frame == null && !readHeader()) {
                return false;
            }
            if (frame == null || !readRest()) {
                return true;
            }
            if (!reply()) {
                // Reads no more before this is written: the sender is slowed down, and one slot is enough.
                key.interestOps(SelectionKey.OP_WRITE);
                return true;
            }
        }
        return true;
    }

    /** Allocates the frame's block if the size has come; returns false at the end of the stream. */
    private boolean readHeader() throws IOException {
        if (channel.read(header) < 0) {
            if (header.position() > 0) {
                throw new EOFException("a connection ended within a frame");
            }
            return false;
        }
        if (!header.hasRemaining()) {
            int size = header.getInt(0);
            if (size < Frames.LEAST || size > Frames.LARGEST) {
                throw new IOException("a frame cannot have " + size + " bytes");
            }
            header.clear();
            table.allocate(slot, size);
            allocated.accept(size);
            frame = Touch.buffer(table.address(slot), size).putInt(size);
        }
        return true;
    }

    private boolean readRest() throws IOException {
        if (channel.read(frame) < 0) {
            throw new EOFException("a connection ended within a frame");
        }
        if (frame.hasRemaining()) {
            return false;
        }
        frame.flip();
        return true;
    }

    private boolean reply() throws IOException {
        if (!replies.reply(channel, frame, slot)) {
            return false;
        }
        frame = null;
        return true;
    }

    @Override
    public void close() throws IOException {
        if (frame != null) {
            table.free(slot);
            frame = null;
        }
        channel.close();
    }
}

package org.ccache.bench.workload.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.ccache.bench.peer.BlockTable;

/** Writes frames back and frees their blocks in the event loop's own thread. */
final class EchoReplies implements Replies {
    private final BlockTable table;
    private long freedBytes;

    EchoReplies(BlockTable table) {
        this.table = table;
    }

    @Override
    public boolean reply(SocketChannel channel, ByteBuffer frame, int slot) throws IOException {
        channel.write(frame);
        if (frame.hasRemaining()) {
            return false;
        }
        table.free(slot);
        freedBytes += frame.limit();
        return true;
    }

    @Override
    public long freedBytes() {
        return freedBytes;
    }
}

package org.ccache.bench.workload.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Where an event loop leaves frames that have come in whole. */
interface Replies {

    /**
     * Replies with a frame, from its position, that lies in the block of a slot. Returns whether the slot is empty; if
     * it is not, the call is to be made again when the channel can be written to.
     */
    boolean reply(SocketChannel channel, ByteBuffer frame, int slot) throws IOException;

    /** Bytes of all blocks that were freed. */
    long freedBytes();
}

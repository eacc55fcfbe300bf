package org.ccache.bench.workload.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.workload.HandOver;
import org.ccache.bench.workload.HandOverWait;

/**
 * Hands frames with their blocks to a second thread, which writes them and frees the blocks. Frames leave in the order
 * in which they came: if one connection takes no more, those behind it wait.
 */
final class ProxyReplies implements Replies, Runnable {
    /** Frames on the way; if there are more, the event loop waits. */
    private static final int IN_TRANSIT = 256;

    private static final long LOOK_MILLIS = 100;

    private final BlockTable table;
    private final BlockTable transit;
    private final SocketChannel[] channels = new SocketChannel[IN_TRANSIT];
    private final ByteBuffer[] frames = new ByteBuffer[IN_TRANSIT];
    private final HandOver ring = new HandOver(IN_TRANSIT, HandOverWait.WOKEN);
    private final Hooks hooks;

    /** Written by the second thread only. */
    private volatile long freedBytes;

    /**
     * For the blocks of one event loop.
     *
     * @param table the event loop's
     * @param transit a table of the same peer, with {@link #slots()} slots
     */
    ProxyReplies(BlockTable table, BlockTable transit, Hooks hooks) {
        this.table = table;
        this.transit = transit;
        this.hooks = hooks;
    }

    /** Slots that the table between the threads must have. */
    static int slots() {
        return IN_TRANSIT;
    }

    @Override
    public boolean reply(SocketChannel channel, ByteBuffer frame, int slot) {
        int at = ring.claim();
        table.exchange(slot, transit, at);
        channels[at] = channel;
        frames[at] = frame;
        ring.publish();
        return true;
    }

    @Override
    public long freedBytes() {
        return freedBytes;
    }

    /** The event loop hands over no more. */
    void close() {
        ring.close();
    }

    /** The second thread: ends when the event loop has, or when a frame cannot be written. */
    @Override
    public void run() {
        try (Selector selector = Selector.open()) {
            for (int at = ring.take(); at >= 0; at = ring.take()) {
                reply(at, selector);
                ring.release();
            }
        } catch (Throwable e) { // whatever it is, the harness must hear of it
            hooks.fail().accept(e);
        } finally {
            ring.abandon();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void reply(int at, Selector selector) throws IOException {
        ByteBuffer frame = frames[at];
        channels[at].write(frame);
        while (frame.hasRemaining()) {
            await(channels[at], selector);
            channels[at].write(frame);
        }
        transit.free(at);
        freedBytes += frame.limit();
        frames[at] = null;
    }

    /** Waits a while until a channel can be written to. */
    private static void await(SocketChannel channel, Selector selector) throws IOException {
        SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
        selector.select(LOOK_MILLIS);
        selector.selectedKeys().clear();
        key.cancel();
        selector.selectNow(); // forgets the key, so that the channel can be registered again
    }
}

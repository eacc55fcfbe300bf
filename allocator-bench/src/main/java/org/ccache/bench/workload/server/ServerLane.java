package org.ccache.bench.workload.server;

import java.io.IOException;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.workload.Lane;

/**
 * A server and its client. The lane's first thread is the event loop; a proxy's second thread is of the peer's kind
 * too. The client's threads are plain and never call the peer. The client counts: a response that came is an operation.
 */
final class ServerLane extends Lane {
    /** Clients' connections to one server. */
    static final int CONNECTIONS = 32;

    private final Peer peer;
    private final BlockTable table;
    private final Hooks hooks = new Hooks(this::stopped, this::count, this::requested, this::fail);
    private final Client client;

    /** Null if the event loop replies itself. */
    private final ProxyReplies proxy;

    private volatile EventLoop server;

    /**
     * Ready to start.
     *
     * @param intervalNanos between requests; 0 to send one as soon as the one before on its connection is answered
     * @param proxy whether a second thread replies
     */
    ServerLane(Peer peer, long intervalNanos, boolean proxy, long seed) {
        this.peer = peer;
        table = peer.table(CONNECTIONS);
        Frames frames = new Frames(seed);
        client = intervalNanos == 0
                ? new ClosedClient(frames, CONNECTIONS, hooks)
                : new OpenClient(frames, CONNECTIONS, intervalNanos, hooks);
        this.proxy = proxy ? new ProxyReplies(table, peer.table(ProxyReplies.slots()), hooks) : null;
    }

    @Override
    protected void work() throws Exception {
        Thread second = proxy == null ? null : thread(peer, proxy);
        if (second != null) {
            second.start();
        }
        Thread asking = null;
        try (EventLoop loop =
                new EventLoop(table, proxy == null ? new EchoReplies(table) : proxy, CONNECTIONS, hooks.requested())) {
            server = loop;
            asking = Thread.ofPlatform().name("loopback-client").daemon().start(() -> ask(loop));
            serve(loop);
        } finally {
            if (second != null) {
                proxy.close();
                second.join();
            }
            if (asking != null) {
                asking.join();
            }
        }
    }

    private void serve(EventLoop loop) throws IOException {
        try {
            loop.serve(client::ended);
        } catch (Throwable e) {
            // Now: when the sockets are closed, the client fails too, and the first failure is the one that is kept.
            fail(e);
            throw e;
        }
    }

    private void ask(EventLoop loop) {
        try {
            client.run(loop.address());
        } finally {
            loop.wakeUp();
        }
    }

    /** Where the server listens, or null while it does not. */
    EventLoop server() {
        return server;
    }

    @Override
    public void windowBegins() {
        client.windowBegins();
    }

    @Override
    public Map<String, Histogram> latencies() {
        return client.latencies();
    }

    @Override
    public long verified() {
        return client.verified();
    }

    @Override
    public long wrong() {
        return client.wrong();
    }
}

package org.ccache.bench.workload.server;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.workload.ComparedTime;
import org.ccache.bench.workload.Lane;
import org.ccache.bench.workload.Needs;
import org.ccache.bench.workload.Workload;

/** A TCP server over loopback that reads each message into a block and writes it back. */
public final class LoopbackServer implements Workload {
    /** 10,000 messages a second. */
    private static final long INTERVAL_NANOS = 100_000;

    private final String name;
    private final String what;
    private final long intervalNanos;
    private final boolean proxy;

    private LoopbackServer(String name, String what, long intervalNanos, boolean proxy) {
        this.name = name;
        this.what = what;
        this.intervalNanos = intervalNanos;
        this.proxy = proxy;
    }

    /** Echo: one thread reads and replies; requests come at a fixed rate. */
    public LoopbackServer() {
        this(
                "echo",
                "a TCP server over loopback echoes 10,000 messages a second of 15 to 16,639 B, each in a block of its own;"
                        + " latency from the intended instant (open loop)",
                INTERVAL_NANOS,
                false);
    }

    /** One thread reads, another replies and frees; requests come at a fixed rate. */
    static LoopbackServer proxy() {
        return new LoopbackServer(
                "proxy",
                "like echo, but a second thread writes each message and frees its block",
                INTERVAL_NANOS,
                true);
    }

    /** One thread reads and replies as fast as it can. */
    static LoopbackServer echoMax() {
        return new LoopbackServer(
                "echo-max",
                "like echo, but each of " + ServerLane.CONNECTIONS
                        + " connections sends when it is answered: throughput",
                0,
                false);
    }

    @Override
    public List<Workload> forms() {
        return List.of(this, proxy(), echoMax());
    }

    @Override
    public int place() {
        return 17;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public String operation() {
        return intervalNanos == 0 ? "message" : "message, at a fixed rate";
    }

    @Override
    public ComparedTime judged() {
        return intervalNanos == 0 ? ComparedTime.WALL : ComparedTime.PROCESSOR;
    }

    @Override
    public Needs needs() {
        return new Needs(proxy, true, Frames.LARGEST);
    }

    /** A server for two processors: the other is for its client. */
    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < Math.max(1, processors / 2); i++) {
            lanes.add(new ServerLane(peer, intervalNanos, proxy, random.nextLong()));
        }
        return lanes;
    }
}

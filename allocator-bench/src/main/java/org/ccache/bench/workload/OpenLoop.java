package org.ccache.bench.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ccache.bench.peer.Peer;

/** Batches of blocks replaced at fixed instants, for the latencies that a user of the allocator would see. */
final class OpenLoop implements Workload {
    /** 20,000 batches a second. */
    static final long INTERVAL_NANOS = 50_000;

    private final boolean handOff;

    OpenLoop() {
        this(false);
    }

    /** With {@code handOff}, another thread frees. */
    OpenLoop(boolean handOff) {
        this.handOff = handOff;
    }

    @Override
    public List<Workload> forms() {
        return List.of(this, new OpenLoop(true));
    }

    @Override
    public int place() {
        return 16;
    }

    @Override
    public String name() {
        return handOff ? "open-loop-handoff" : "open-loop";
    }

    @Override
    public String what() {
        return "20,000 times a second each thread replaces " + OpenLoopLane.BATCH + " of " + OpenLoopLane.SLOTS
                + " blocks of " + OpenLoopLane.LEAST + " to " + OpenLoopLane.MOST + " B"
                + (handOff ? "; another thread frees the old ones" : "")
                + "; latency from the intended instant (open loop)";
    }

    @Override
    public String operation() {
        return "batch of " + OpenLoopLane.BATCH + " frees and allocations, at a fixed rate";
    }

    @Override
    public Needs needs() {
        return new Needs(handOff, false, OpenLoopLane.MOST);
    }

    @Override
    public ComparedTime judged() {
        return ComparedTime.LATENCY;
    }

    /** One processor is left to everything else; with a second thread each, half of them have a lane. */
    @Override
    public List<Lane> lanes(Peer peer, int processors, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int count = Math.max(1, handOff ? processors / 2 : processors - 1);
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lanes.add(
                    handOff
                            ? new HandOffLane(peer, INTERVAL_NANOS, random.nextLong())
                            : new OpenLoopLane(peer, INTERVAL_NANOS, random.nextLong()));
        }
        return lanes;
    }
}

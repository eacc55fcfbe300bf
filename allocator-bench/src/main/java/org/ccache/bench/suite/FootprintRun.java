package org.ccache.bench.suite;

import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.peer.VoidPeer;
import org.ccache.bench.workload.memory.Measurement;
import org.ccache.bench.workload.memory.MemoryWorkload;
import org.ccache.bench.workload.memory.MemoryWorkloads;
import org.ccache.bench.workload.memory.Meter;
import org.ccache.bench.workload.memory.Scale;

/** The inside of a measuring process: one workload, one peer. */
public final class FootprintRun {
    private static final long WARM_UP_BYTES = 4 << 20;
    private static final long WARM_UP_OPERATIONS = 200_000;

    private FootprintRun() {}

    /**
     * Runs a workload once. What the JVM itself needs for it (classes, compiled code) is there before: the workload runs
     * small on the peer that allocates nothing, whose residence goes into the baseline.
     */
    public static Measurement measure(String workloadName, String peerName, Scale settings)
            throws InterruptedException {
        MemoryWorkload workload = MemoryWorkloads.named(workloadName);
        warmUp(workload, settings);
        try (Peer peer = Peers.open(peerName)) {
            Meter meter = new Meter(peer);
            workload.run(peer, settings, meter);
            return meter.measurement(workloadName, settings);
        }
    }

    private static void warmUp(MemoryWorkload workload, Scale settings) throws InterruptedException {
        if (!workload.rehearsed()) {
            return;
        }
        Scale small = new Scale(
                settings.variant(),
                Math.min(settings.bytes(), WARM_UP_BYTES),
                Math.min(settings.operations(), WARM_UP_OPERATIONS),
                0,
                settings.seed());
        try (Peer nothing = new VoidPeer()) {
            workload.run(nothing, small, new Meter(nothing));
        }
    }
}

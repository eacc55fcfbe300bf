package org.ccache.bench.footprint;

import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.peer.VoidPeer;

/** The inside of a measuring process: one workload, one peer. */
public final class FootprintRun {
    private static final long WARM_UP_BYTES = 4 << 20;
    private static final long WARM_UP_OPERATIONS = 200_000;

    private FootprintRun() {}

    /**
     * Runs a workload once. What the JVM itself needs for it (classes, compiled code) is there before: the workload runs
     * small on the peer that allocates nothing, whose residence goes into the baseline.
     */
    public static Measurement measure(String workloadName, String peerName, Settings settings)
            throws InterruptedException {
        Workload workload = Workloads.named(workloadName);
        warmUp(workload, settings);
        try (Peer peer = Peers.open(peerName)) {
            Meter meter = new Meter(peer);
            workload.run(peer, settings, meter);
            return meter.measurement(workloadName, settings);
        }
    }

    private static void warmUp(Workload workload, Settings settings) throws InterruptedException {
        // These start a thousand threads, verify contents, or give up a processor: nothing to do twice.
        if (workload instanceof ThreadsWorkload
                || workload instanceof TraceWorkload
                || workload instanceof CpusetWorkload) {
            return;
        }
        Settings small = new Settings(
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

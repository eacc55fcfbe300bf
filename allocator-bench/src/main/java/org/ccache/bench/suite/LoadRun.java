package org.ccache.bench.suite;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.ccache.bench.machine.CompilerTime;
import org.ccache.bench.machine.MachineTime;
import org.ccache.bench.machine.PageFaults;
import org.ccache.bench.machine.ProcessMemory;
import org.ccache.bench.measure.Latency;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.PeerStats;
import org.ccache.bench.peer.PeerUnavailableException;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.workload.Lane;
import org.ccache.bench.workload.Workload;
import org.ccache.bench.workload.Workloads;

/**
 * The inside of a measuring process: one workload on one peer. Lanes run all the time; after the warm-up a window
 * opens, and what the lanes count between its ends is the result. Memory is counted from before the peer is opened.
 */
public final class LoadRun {
    private static final long PATIENCE_SECONDS = 60;
    private static final long CURVE_MILLIS = 20;

    private static final long REST_MILLIS = 200; // between two looks at whether the process is warm

    /** The warm-up takes at most this many times as long as was asked for. */
    private static final int MOST_WARM_UPS = 6;

    private final LoadTask settings;
    private final List<Long> curve = new ArrayList<>();
    private long start;
    private long base;

    private LoadRun(LoadTask settings) {
        this.settings = settings;
    }

    /** Measures; a peer that cannot run here is an outcome too. */
    public static Outcome measure(LoadTask settings) throws InterruptedException {
        return new LoadRun(settings).run();
    }

    private Outcome run() throws InterruptedException {
        Workload workload = Workloads.named(settings.workload());
        // Loads what the harness itself needs, so that it is in the base.
        curve.add(ProcessMemory.resident());
        new MachineTime().stolen();
        PageFaults.read();
        curve.clear();
        base = ProcessMemory.resident();
        boolean peakReset = ProcessMemory.resetPeak();
        try (Peer peer = Peers.open(settings.peer())) {
            List<Lane> lanes = workload.lanes(peer, Runtime.getRuntime().availableProcessors(), settings.seed());
            try {
                return measured(peer, lanes, peakReset);
            } finally {
                // A lane that failed leaves others running: the peer's memory must not go before they have ended.
                Lane.end(lanes);
            }
        } catch (PeerUnavailableException e) {
            return Outcome.without(settings.workload(), settings.peer(), settings.round(), e.getMessage(), true);
        }
    }

    private Outcome measured(Peer peer, List<Lane> lanes, boolean peakReset) throws InterruptedException {
        start = System.nanoTime();
        for (Lane lane : lanes) {
            lane.start(peer);
        }
        awaitFirstOperation(lanes);
        long warmUp = warmUp(lanes);
        Window window = window(lanes);
        PeerStats stats = peer.stats();
        long end = resident();
        Lane.end(lanes);
        Lane.failIfFailed(lanes);
        long rest = resident();
        long peak = peakReset ? peak() : PeerStats.UNKNOWN;
        return outcome(peer, lanes, warmUp, window, stats, new long[] {peak, end, rest});
    }

    /** Some workloads fill many slots at first, and some peers take a second to load: neither is warm-up. */
    private void awaitFirstOperation(List<Lane> lanes) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (operations(lanes) == 0 && System.nanoTime() < end) {
            watch(CURVE_MILLIS, lanes);
        }
    }

    /** At least as long as was asked for, then until the process is warm. How long it took, in milliseconds. */
    private long warmUp(List<Lane> lanes) throws InterruptedException {
        long begin = System.nanoTime();
        watch(settings.warmUpMillis(), lanes);
        long most = settings.warmUpMillis() * MOST_WARM_UPS;
        Warmth warmth = new Warmth(System.nanoTime(), CompilerTime.nanos(), peak());
        boolean warm = false;
        while (!warm && millisSince(begin) < most) {
            watch(REST_MILLIS, lanes);
            warm = warmth.warm(System.nanoTime(), CompilerTime.nanos(), peak());
        }
        return millisSince(begin);
    }

    private static long millisSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1_000_000;
    }

    /** What happened while the window was open. */
    private record Window(
            long operations, long nanos, long cpuNanos, double stolen, double others, PageFaults faults) {}

    private Window window(List<Lane> lanes) throws InterruptedException {
        lanes.forEach(Lane::windowBegins);
        MachineTime machine = new MachineTime();
        PageFaults faults = PageFaults.read();
        long cpu = cpuNanos();
        long operations = operations(lanes);
        long begin = System.nanoTime();
        watch(settings.windowMillis(), lanes);
        long done = operations(lanes) - operations;
        long nanos = System.nanoTime() - begin;
        return new Window(
                done,
                nanos,
                cpuNanos() - cpu,
                machine.stolen(),
                machine.others(),
                PageFaults.read().since(faults));
    }

    /** Samples residence for a while, or until a lane fails. */
    private void watch(long millis, List<Lane> lanes) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, CURVE_MILLIS * 1_000_000));
            curve.add(millisSince(start));
            curve.add(resident());
            Lane.failIfFailed(lanes);
        }
    }

    private long resident() {
        return ProcessMemory.resident() - base;
    }

    /** Since it was reset; where the kernel does not allow that it only begins higher. */
    private long peak() {
        return ProcessMemory.peakResident() - base;
    }

    private static long operations(List<Lane> lanes) {
        return lanes.stream().mapToLong(Lane::operations).sum();
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private Outcome outcome(Peer peer, List<Lane> lanes, long warmUp, Window window, PeerStats stats, long[] memory) {
        return new Outcome(
                settings.workload(),
                settings.peer(),
                settings.round(),
                window.operations() == 0 ? "not one operation ended in the window" : "",
                false,
                "",
                peer.version(),
                settings.seed(),
                lanes.size(),
                warmUp,
                window.operations(),
                window.nanos(),
                window.cpuNanos(),
                window.stolen(),
                window.others(),
                window.faults().minor(),
                window.faults().major(),
                memory[0],
                memory[1],
                memory[2],
                lanes.stream().mapToLong(Lane::requestedPeak).sum(),
                lanes.stream().mapToLong(Lane::verified).sum(),
                lanes.stream().mapToLong(Lane::wrong).sum(),
                stats,
                curve,
                latencies(lanes));
    }

    private static Map<String, String> latencies(List<Lane> lanes) {
        Map<String, Histogram> sums = new LinkedHashMap<>();
        for (Lane lane : lanes) {
            lane.latencies()
                    .forEach((what, histogram) -> sums.merge(what, histogram.copy(), (sum, more) -> {
                        sum.add(more);
                        return sum;
                    }));
        }
        Map<String, String> encoded = new LinkedHashMap<>();
        sums.forEach((what, histogram) -> encoded.put(what, Latency.encode(histogram)));
        return encoded;
    }
}

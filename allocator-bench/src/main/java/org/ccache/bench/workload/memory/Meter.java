package org.ccache.bench.workload.memory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccache.bench.machine.PageFaults;
import org.ccache.bench.machine.ProcessMemory;
import org.ccache.bench.machine.SmapsRollup;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.PeerStats;

/**
 * Takes the samples of one run. Samples are for the ends of phases: each walks the page tables of the process under the
 * lock that page faults take. The peak is the kernel's own, so nothing needs to watch for it.
 *
 * <p>Not thread-safe: one thread of the workload measures.
 */
public final class Meter {
    private final Peer peer;
    private final List<Sample> samples = new ArrayList<>();
    private final Map<String, Double> figures = new LinkedHashMap<>();

    private SmapsRollup base;
    private PageFaults faults;
    private long baseStatus;
    private long start;
    private boolean peakReset;
    private long operations;

    public Meter(Peer peer) {
        this.peer = peer;
    }

    /** From here on, memory counts as the allocator's. */
    public void baseline() {
        base = SmapsRollup.read();
        faults = PageFaults.read();
        peakReset = ProcessMemory.resetPeak();
        baseStatus = ProcessMemory.resident();
        start = System.nanoTime();
    }

    /** Takes a sample, with what the workload knows of its live blocks. */
    public Sample sample(String phase, long requested) {
        SmapsRollup now = SmapsRollup.read();
        PeerStats stats = peer.stats();
        Sample sample = new Sample(
                phase,
                seconds(),
                requested,
                now.resident() - now.lazyFree() - base.resident() + base.lazyFree(),
                now.anonymous() - base.anonymous(),
                now.hugePages() - base.hugePages(),
                now.lazyFree() - base.lazyFree(),
                stats.cachedBytes(),
                stats.mappedBytes(),
                peer.ownResident());
        samples.add(sample);
        return sample;
    }

    /** Keeps a figure of the workload's own. */
    public void figure(String name, double value) {
        figures.put(name, value);
    }

    /** Counts allocations and frees. */
    public void operations(long more) {
        operations += more;
    }

    /** Since the baseline. */
    public double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** What was measured. */
    public Measurement measurement(String workload, Scale settings) {
        PageFaults since = PageFaults.read().since(faults);
        long peak = peakReset ? ProcessMemory.peakResident() - baseStatus : -1;
        return new Measurement(
                workload,
                settings.variant(),
                peer.name(),
                "",
                settings,
                operations,
                seconds(),
                samples.stream().mapToLong(Sample::requested).max().orElse(0),
                peak,
                since.minor(),
                since.major(),
                List.copyOf(samples),
                new LinkedHashMap<>(figures),
                peer.stats());
    }
}

package org.ccache.bench.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.ccache.bench.peer.PeerList;
import org.ccache.bench.workload.memory.Measurement;
import org.ccache.bench.workload.memory.Sample;

/** Finds measurements among those of a run. */
public final class FootprintResults {
    /** Workloads of which fragmentation is compared. */
    private static final List<String> LONG_RUNS = List.of("rptest", "slots", "redis", "trace");

    /**
     * The idle index counts as empty when at most so much of what both held is cached: a half, and what the two differ
     * by.
     */
    private static final double EMPTY_SHARE = 0.6;

    private final List<Measurement> all;

    public FootprintResults(List<Measurement> all) {
        this.all = List.copyOf(all);
    }

    /** Those of a folder; what cannot be read there is left out. */
    public static FootprintResults read(ResultFolder folder) throws IOException {
        return new FootprintResults(folder.lines(Measurement.class, m -> m.samples() != null, new ArrayList<>()));
    }

    public List<Measurement> all() {
        return all;
    }

    public List<Measurement> of(String workload) {
        return all.stream().filter(m -> m.workload().equals(workload)).toList();
    }

    /** Names in the order of {@link PeerList#NAMES}; what is not there, as libraries, comes last. */
    public List<String> peers() {
        List<String> names = all.stream().map(Measurement::peer).distinct().toList();
        return Stream.concat(
                        PeerList.NAMES.stream().filter(names::contains),
                        names.stream().filter(name -> !PeerList.NAMES.contains(name)))
                .toList();
    }

    /** Titles of the long runs, in order. */
    public List<String> longRuns() {
        return all.stream()
                .filter(m -> LONG_RUNS.contains(m.workload()))
                .map(Measurement::title)
                .distinct()
                .toList();
    }

    /** Null if there is none with figures. */
    public Measurement find(String title, String peer) {
        return all.stream()
                .filter(m -> m.measured() && m.title().equals(title) && m.peer().equals(peer))
                .findFirst()
                .orElse(null);
    }

    /**
     * Resident over requested of a long run: mean of the standstills where blocks are held then, else of the peaks;
     * NaN if not measured.
     */
    public static double fragmentation(Measurement measurement) {
        if (measurement == null) {
            return Double.NaN;
        }
        return measurement.workload().equals("trace")
                ? (double) measurement.peakResident() / measurement.figure("peakRequested")
                : overhead(measurement);
    }

    /**
     * Geometric mean of a peer's figure over all long runs; NaN if one is missing, since a mean over fewer flatters.
     */
    public double geomean(String peer, ToDoubleFunction<Measurement> figure) {
        double[] logs = longRuns().stream()
                .flatMapToDouble(title -> {
                    Measurement found = find(title, peer);
                    return DoubleStream.of(found == null ? Double.NaN : Math.log(figure.applyAsDouble(found)));
                })
                .toArray();
        return logs.length == 0
                ? Double.NaN
                : Math.exp(DoubleStream.of(logs).average().orElse(Double.NaN));
    }

    /**
     * Mean overhead over the standstills of the second half, when the run has forgotten how it began: resident over
     * requested.
     */
    static double overhead(Measurement measurement) {
        double sum = 0;
        int points = 0;
        long all =
                measurement.samples().stream().filter(FootprintResults::quiet).count();
        long skip = all / 2;
        for (Sample sample : measurement.samples()) {
            if (quiet(sample) && skip-- <= 0) {
                sum += (double) sample.resident() / sample.requested();
                points++;
            }
        }
        return points == 0 ? Double.NaN : sum / points;
    }

    private static boolean quiet(Sample sample) {
        return sample.phase().equals(Sample.QUIET) && sample.requested() > 0;
    }

    /** Highest residence at any time over the largest requested bytes at a sample. */
    public static double peak(Measurement measurement) {
        return measurement.peakResident() < 0 || measurement.peakRequested() == 0
                ? Double.NaN
                : (double) measurement.peakResident() / measurement.peakRequested();
    }

    /**
     * Of the cpuset workload: seconds from the restriction until the idle index was empty; infinite if it never was.
     */
    public static double emptiedAfter(Measurement measurement) {
        Sample both = measurement.last(Sample.TWO_PROCESSORS);
        double enough = EMPTY_SHARE * measurement.figure("cachedBefore");
        for (Sample sample : measurement.samples()) {
            if (sample.phase().equals(Sample.ONE_PROCESSOR) && sample.cached() <= enough) {
                return sample.seconds() - both.seconds();
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}

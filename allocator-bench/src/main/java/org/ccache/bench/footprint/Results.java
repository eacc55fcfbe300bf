package org.ccache.bench.footprint;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.ccache.bench.peer.PeerList;

/** Finds measurements among those of a run. */
final class Results {
    /** Workloads of which fragmentation is compared. */
    private static final List<String> LONG_RUNS = List.of("rptest", "slots", "redis", "trace");

    private final List<Measurement> all;

    Results(List<Measurement> all) {
        this.all = List.copyOf(all);
    }

    List<Measurement> all() {
        return all;
    }

    List<Measurement> of(String workload) {
        return all.stream().filter(m -> m.workload().equals(workload)).toList();
    }

    /** Names in the order of {@link PeerList#NAMES}; what is not there, as libraries, comes last. */
    List<String> peers() {
        List<String> names = all.stream().map(Measurement::peer).distinct().toList();
        return Stream.concat(
                        PeerList.NAMES.stream().filter(names::contains),
                        names.stream().filter(name -> !PeerList.NAMES.contains(name)))
                .toList();
    }

    /** Titles of the long runs, in order. */
    List<String> longRuns() {
        return all.stream()
                .filter(m -> LONG_RUNS.contains(m.workload()))
                .map(Measurement::title)
                .distinct()
                .toList();
    }

    /** Null if there is none with figures. */
    Measurement find(String title, String peer) {
        return all.stream()
                .filter(m -> m.measured() && m.title().equals(title) && m.peer().equals(peer))
                .findFirst()
                .orElse(null);
    }

    /**
     * Resident over requested of a long run: mean of the quiescent points where blocks are held then, else of the peaks;
     * NaN if not measured.
     */
    static double fragmentation(Measurement measurement) {
        if (measurement == null) {
            return Double.NaN;
        }
        return measurement.workload().equals("trace")
                ? (double) measurement.peakResident() / measurement.figure("peakRequested")
                : LongRun.overhead(measurement);
    }

    /** Geometric mean of a peer's figure over all long runs; NaN if one is missing, since a mean over fewer flatters. */
    double geomean(String peer, ToDoubleFunction<Measurement> figure) {
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
}

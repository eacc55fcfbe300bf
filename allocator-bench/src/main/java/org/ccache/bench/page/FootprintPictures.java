package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.bench.page.Picture.Line;
import org.ccache.bench.suite.FootprintResults;
import org.ccache.bench.workload.ParkedThreads;
import org.ccache.bench.workload.memory.Measurement;
import org.ccache.bench.workload.memory.Sample;

/** The pictures of what allocators keep of the memory. */
final class FootprintPictures {
    /** The logarithm of nothing cannot be drawn. */
    private static final double LEAST_BYTES = 1024;

    private static final Axis BYTES = new Axis("", "bytes", true, LEAST_BYTES);

    private final FootprintResults results;

    FootprintPictures(FootprintResults results) {
        this.results = results;
    }

    /** Those of which something was measured. */
    List<Picture> all() {
        return Stream.of(rest(), threads(), fragmentation())
                .filter(picture -> !picture.empty())
                .toList();
    }

    private Picture rest() {
        List<Line> lines = new ArrayList<>();
        for (String peer : results.peers()) {
            Measurement m = results.find("rest", peer);
            if (m == null) {
                continue;
            }
            List<Double> seconds = new ArrayList<>();
            List<Long> resident = new ArrayList<>();
            double start = Double.NaN;
            for (Sample sample : m.samples()) {
                if (sample.phase().equals(Sample.FULL)) {
                    continue;
                }
                start = Double.isNaN(start) ? sample.seconds() : start;
                boolean trimmed = sample.phase().equals(Sample.TRIMMED);
                if (!trimmed || m.figure("trim") == 1) {
                    seconds.add(sample.seconds() - start + (trimmed ? 1 : 0));
                    resident.add(sample.resident());
                }
            }
            lines.add(Line.measured(peer, seconds, resident));
        }
        return Picture.lines(
                "rest",
                "resident bytes by seconds of idling, for each peer",
                "After a peak: resident, everything freed at 0 s (last point: after trim)",
                Axis.linear("seconds idle"),
                BYTES,
                lines);
    }

    private Picture threads() {
        List<Line> lines = new ArrayList<>();
        List<Double> counts = List.of();
        double budget = Double.NaN;
        for (String peer : results.peers()) {
            List<Double> threads = new ArrayList<>();
            List<Long> cached = new ArrayList<>();
            for (Measurement m : results.of("threads")) {
                if (m.peer().equals(peer)
                        && m.measured()
                        && m.last(Sample.PARKED).cached() >= 0) {
                    threads.add(m.figure("threads"));
                    cached.add(m.last(Sample.PARKED).cached());
                    budget = peer.equals("ccache") ? m.stats().budgetBytes() : budget;
                }
            }
            lines.add(Line.measured(peer, threads, cached));
            counts = threads.size() > counts.size() ? threads : counts;
        }
        lines.add(Line.theory(
                "threads × burst",
                counts,
                counts.stream().map(n -> n * ParkedThreads.BURST_BYTES).toList()));
        if (!Double.isNaN(budget)) {
            double flat = budget;
            lines.add(Line.theory(
                    "budget of ccache", counts, counts.stream().map(n -> flat).toList()));
        }
        return Picture.lines(
                "threads",
                "cached bytes by number of parked threads, for each peer",
                "Cached for parked threads",
                Axis.log("threads"),
                BYTES,
                lines);
    }

    private Picture fragmentation() {
        Map<String, Map<String, Double>> values = new LinkedHashMap<>();
        for (String peer : results.peers()) {
            Map<String, Double> own = new LinkedHashMap<>();
            for (String title : results.longRuns()) {
                double value = FootprintResults.fragmentation(results.find(title, peer));
                if (!peer.equals("void") && value > 0) {
                    own.put(FootprintReport.shortened(title), value);
                }
            }
            if (!own.isEmpty()) {
                values.put(peer, own);
            }
        }
        return Picture.bars(
                "fragmentation",
                "resident ÷ requested of each peer in each long run",
                "Resident ÷ requested in long runs (lower is better)",
                Axis.linear("ratio"),
                values);
    }
}

package org.ccache.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Latency;
import org.ccache.bench.peer.PeerInfo.Family;
import org.ccache.bench.peer.PeerStats;
import org.ccache.bench.suite.Outcome;
import org.ccache.bench.suite.Results;
import org.ccache.bench.workload.ComparedTime;
import org.ccache.bench.workload.Workloads;

/**
 * A run that never was, as large as a real one: for tests of the page and for looking at it. Every peer has a speed and
 * a thrift of its own, every workload a scale, and some pairs break, skip or disturb, as in life.
 */
final class SyntheticResults {
    /** A peer, how its time and memory relate to the product's on the middle of the workloads. */
    private record Kind(String name, Family family, double time, double memory) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("ccache", Family.OURS, 1, 1),
            new Kind("tcache", Family.OURS, 1.12, 1.5),
            new Kind("striped", Family.OURS, 2.1, 1.05),
            new Kind("malloc", Family.NATIVE, 2.2, 0.95),
            new Kind("tcmalloc", Family.NATIVE, 1.25, 1.3),
            new Kind("jemalloc", Family.NATIVE, 1.6, 1.1),
            new Kind("mimalloc", Family.NATIVE, 1.35, 1.2),
            new Kind("rpmalloc", Family.NATIVE, 1.5, 1.6),
            new Kind("arena-confined", Family.JAVA, 9, 1.3),
            new Kind("arena-shared", Family.JAVA, 60, 1.3),
            new Kind("arena-auto", Family.JAVA, 30, 4),
            new Kind("netty-adaptive", Family.JAVA, 4.2, 1.7),
            new Kind("netty-pooled", Family.JAVA, 5.1, 2.1),
            new Kind("netty-pooled-fast", Family.JAVA, 3.3, 2.2),
            new Kind("unsafe", Family.JAVA, 2.4, 1),
            new Kind("agrona", Family.JAVA, 8, 1.2),
            new Kind("arrow", Family.JAVA, 6, 2.4),
            new Kind("slicing", Family.BOUND, 0.5, 1.9),
            new Kind("void", Family.BOUND, 0.3, 0));

    static final List<String> WORKLOADS = List.of(
            "larson",
            "larson-sized",
            "larson-virtual",
            "xmalloc",
            "cache-scratch",
            "cache-thrash",
            "mstress",
            "rptest",
            "alloc-test",
            "glibc-simple",
            "glibc-thread",
            "mleak",
            "malloc-large",
            "sh6",
            "sh8",
            "websocket-proxy",
            "fleet-beta",
            "fleet-sigma",
            "redis",
            "trace-cc1",
            "trace-redis",
            "trace-clang",
            "open-loop",
            "open-loop-handoff",
            "echo");

    private static final List<String> FIXED = List.of("open-loop", "open-loop-handoff", "echo");
    private static final List<String> SINGLE_OWNER = List.of("larson", "xmalloc", "mstress", "echo", "larson-virtual");

    private final SplittableRandom random;
    private final int rounds;

    SyntheticResults(long seed, int rounds) {
        this.random = new SplittableRandom(seed);
        this.rounds = rounds;
    }

    /** Descriptions of what is made up here. */
    static Catalogue catalogue() {
        List<String> names = KINDS.stream().map(Kind::name).toList();
        return new Catalogue(
                names,
                WORKLOADS,
                name -> {
                    Kind kind = KINDS.get(names.indexOf(name));
                    return new PeerFacts(name, kind.family(), "Apache-2.0", "made up for a test");
                },
                name -> new WorkloadFacts(
                        name,
                        "a workload that was made up for a test of the report",
                        "allocation and free",
                        FIXED.contains(name) ? ComparedTime.PROCESSOR : ComparedTime.WALL,
                        Workloads.group(name)));
    }

    /** Writes a folder as a run would leave it. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(Results.ENVIRONMENT), Json.line(environment()));
        Files.write(
                folder.resolve(Results.RESULTS),
                outcomes().stream().map(Json::line).toList());
    }

    static Map<String, String> environment() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("started", "2026-01-02T03:04:05Z");
        facts.put("CPU", "AMD EPYC 7763, 2 processors");
        facts.put("kernel", "6.18.44");
        facts.put("rseq mode", "MM_CID");
        facts.put("rseq feature size", "28");
        facts.put("reason", "");
        facts.put("THP", "madvise");
        facts.put("glibc", "2.36");
        facts.put("JDK", "OpenJDK 64-Bit Server VM 25.0.3+9-LTS");
        facts.put("git revision", "0123abc");
        facts.put("command", "scripts/bench full --seed 7");
        facts.put("flags", "-Xms512m -Xmx512m -XX:+AlwaysPreTouch --enable-native-access=ALL-UNNAMED");
        facts.put("seed", "7");
        return facts;
    }

    List<Outcome> outcomes() {
        List<Outcome> outcomes = new ArrayList<>();
        for (String workload : WORKLOADS) {
            double scale = Math.exp(2.5 + 2.5 * random.nextDouble());
            long live = Math.round((1 << 20) * Math.exp(5.5 * random.nextDouble()));
            for (Kind kind : KINDS) {
                double time = scale * kind.time() * Math.exp(0.28 * random.nextGaussian() * (kind.time() == 1 ? 0 : 1));
                double memory = 2.5e6 + live * kind.memory() * Math.exp(0.2 * random.nextGaussian());
                for (int round = 0; round < rounds; round++) {
                    add(outcomes, workload, kind, kind.name(), round, time, memory, live);
                    if (kind.name().equals(Arm.OURS)) {
                        add(outcomes, workload, kind, Arm.CONTROL, round, time, memory, live);
                    }
                }
            }
        }
        return outcomes;
    }

    private void add(
            List<Outcome> outcomes,
            String workload,
            Kind kind,
            String peer,
            int round,
            double time,
            double memory,
            long live) {
        if (peer.equals("arrow")) {
            outcomes.add(Outcome.without(workload, peer, round, "arrow is not in this build", true));
            return;
        }
        if (peer.equals("arena-confined") && SINGLE_OWNER.contains(workload)) {
            outcomes.add(
                    Outcome.without(workload, peer, round, "only the thread that allocated a block may free it", true));
            return;
        }
        if (peer.equals("rpmalloc") && workload.equals("malloc-large")) {
            outcomes.add(Outcome.without(workload, peer, round, "a lane failed: OutOfMemoryError: Map failed", false));
            return;
        }
        double nanos = time * Math.exp(0.03 * random.nextGaussian());
        long peak = Math.round(memory * Math.exp(0.02 * random.nextGaussian()));
        if (random.nextInt(60) == 0) {
            outcomes.add(new MadeOutcomes()
                    .discarded("others used 14 % of the machine")
                    .of(workload, peer, round, nanos * 2, peak));
        }
        MadeOutcomes shape = new MadeOutcomes().requested(live).curve(curve(peak));
        if (kind.family() == Family.OURS) {
            shape.stats(new PeerStats("MM_CID", 0, 1 << 20, 0, peak, peak, 1234, 1200, 17, 8 << 20));
        }
        if (FIXED.contains(workload)) {
            shape.cpu(kind.time() * 0.2).latencies(latencies(kind));
            nanos = 20_000;
        }
        outcomes.add(shape.of(workload, peer, round, nanos, peak));
    }

    /** Rises, then breathes. */
    private List<Long> curve(long peak) {
        return Stream.iterate(20L, millis -> millis <= 2_000, millis -> millis + 20)
                .flatMap(millis -> Stream.of(
                        millis,
                        Math.round(peak
                                * (1 - Math.exp(-millis / 150.0))
                                * (0.9 + 0.1 * Math.sin(millis / 90.0))
                                * (0.99 + 0.01 * random.nextDouble()))))
                .toList();
    }

    private Map<String, String> latencies(Kind kind) {
        Histogram histogram = Latency.histogram();
        for (int i = 0; i < 4_000; i++) {
            double tail = random.nextInt(200) == 0 ? 40 * random.nextExponential() : 1;
            Latency.record(
                    histogram,
                    Math.round((900 + 260 * Math.sqrt(kind.time()) * Math.exp(0.4 * random.nextGaussian())) * tail));
        }
        return Map.of("request", Latency.encode(histogram));
    }
}

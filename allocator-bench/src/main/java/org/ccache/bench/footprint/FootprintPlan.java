package org.ccache.bench.footprint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.ccache.bench.peer.PeerInfo;
import org.ccache.bench.peer.PeerList;
import org.ccache.bench.peer.Peers;

/** Which processes run, in which order: workload by workload, the peers of each in random order. */
public final class FootprintPlan {
    private static final List<String> THREADS =
            List.of("platform-1", "platform-10", "platform-100", "platform-1000", "platform-10000", "virtual-100000");

    private static final List<String> QUICK_THREADS =
            List.of("platform-1", "platform-10", "platform-100", "platform-1000", "virtual-10000");

    /** They hand out one buffer to all: contents cannot be verified, and large blocks are refused. */
    private static final Set<String> NOT_ON_VOID = Set.of("trace", "redis", "cpuset");

    /** What the others are compared with: the harness without memory for blocks. */
    private static final String BASE = "void";

    /** In these, threads free what others allocated. */
    private static final Set<String> OTHER_THREADS = Set.of("rest", "rptest");

    /** Only these say what is cached. */
    private static final Set<String> WITH_STATS = Set.of("ccache", "tcache", "striped");

    private FootprintPlan() {}

    /** Peers that have a footprint: those with memory of its own for each block, and the one that has none for any. */
    public static List<String> peers() {
        return PeerList.ALL.stream()
                .filter(info -> info.contents() || info.name().equals(BASE))
                .map(PeerInfo::name)
                .toList();
    }

    /** One process. */
    public record Step(String workload, String peer, Settings settings) {}

    /**
     * All steps.
     *
     * @param traces replayed by the workload of that name
     */
    public static List<Step> steps(
            List<String> workloads, List<String> peers, List<Path> traces, boolean quick, Settings settings) {
        Random order = new Random(settings.seed());
        List<Step> steps = new ArrayList<>();
        for (String workload : workloads) {
            for (String variant : variants(workload, traces, quick)) {
                List<Step> interleaved = new ArrayList<>();
                for (String peer : peers) {
                    if (runs(workload, peer)) {
                        interleaved.add(new Step(workload, peer, settings.withVariant(variant)));
                    }
                }
                Collections.shuffle(interleaved, order);
                steps.addAll(interleaved);
            }
        }
        return steps;
    }

    private static List<String> variants(String workload, List<Path> traces, boolean quick) {
        return switch (workload) {
            case "threads" -> quick ? QUICK_THREADS : THREADS;
            case "trace" -> traces.stream().map(Path::toString).toList();
            default -> List.of("");
        };
    }

    private static boolean runs(String workload, String peer) {
        if (peer.equals(BASE)) {
            return !NOT_ON_VOID.contains(workload);
        }
        if (OTHER_THREADS.contains(workload) && !Peers.info(peer).anyThread()) {
            return false;
        }
        return !workload.equals("cpuset") || WITH_STATS.contains(peer);
    }
}

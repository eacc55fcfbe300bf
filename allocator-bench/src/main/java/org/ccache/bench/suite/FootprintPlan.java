package org.ccache.bench.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.ccache.bench.peer.PeerInfo;
import org.ccache.bench.peer.PeerList;
import org.ccache.bench.workload.memory.MemoryWorkload;
import org.ccache.bench.workload.memory.MemoryWorkloads;
import org.ccache.bench.workload.memory.Scale;

/** Which processes run, in which order: workload by workload, the peers of each in random order. */
public final class FootprintPlan {
    /** What the others are compared with: the harness without memory for blocks. */
    private static final String BASE = "void";

    private FootprintPlan() {}

    /** Peers that have a footprint: those with memory of its own for each block, and the one that has none for any. */
    public static List<String> peers() {
        return PeerList.ALL.stream()
                .filter(info -> info.contents() || info.name().equals(BASE))
                .map(PeerInfo::name)
                .toList();
    }

    /** One process. */
    public record Step(String workload, String peer, Scale scale) {}

    /**
     * All steps.
     *
     * @param traces replayed by the workload of that name
     */
    public static List<Step> steps(
            List<String> workloads, List<String> peers, List<Path> traces, boolean quick, Scale scale) {
        Random order = new Random(scale.seed());
        List<Step> steps = new ArrayList<>();
        for (String name : workloads) {
            MemoryWorkload workload = MemoryWorkloads.named(name);
            for (String variant : workload.variants(quick, traces)) {
                List<Step> interleaved = new ArrayList<>();
                for (String peer : peers) {
                    if (workload.suits(PeerList.info(peer))) {
                        interleaved.add(new Step(name, peer, scale.withVariant(variant)));
                    }
                }
                Collections.shuffle(interleaved, order);
                steps.addAll(interleaved);
            }
        }
        return steps;
    }
}

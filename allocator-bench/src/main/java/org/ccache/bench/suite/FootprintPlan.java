package org.ccache.bench.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.ccache.bench.peer.PeerInfo;
import org.ccache.bench.peer.PeerList;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.workload.memory.MemoryWorkload;
import org.ccache.bench.workload.memory.MemoryWorkloads;
import org.ccache.bench.workload.memory.Scale;

/**
 * Which processes run, in which order: workload by workload, the peers of each in random order.
 *
 * @param traces replayed by the workload of that name
 * @param quick whether the smaller variants run
 */
public record FootprintPlan(List<String> workloads, List<String> peers, List<String> traces, boolean quick, Scale scale)
        implements Plan {
    /** What the others are compared with: the harness without memory for blocks. */
    private static final String BASE = "void";

    /** Peers that have a footprint: those with memory of its own for each block, and the one that has none for any. */
    public static List<String> allPeers() {
        return PeerList.ALL.stream()
                .filter(info -> info.contents() || info.name().equals(BASE))
                .map(PeerInfo::name)
                .toList();
    }

    @Override
    public long seed() {
        return scale.seed();
    }

    @Override
    public FootprintPlan published() {
        return new FootprintPlan(workloads, peers.stream().map(Peers::published).toList(), traces, quick, scale);
    }

    /** All tasks, in order. The same plan has the same. */
    public List<FootprintTask> tasks() {
        Random order = new Random(scale.seed());
        List<FootprintTask> tasks = new ArrayList<>();
        for (String name : workloads) {
            MemoryWorkload workload = MemoryWorkloads.named(name);
            for (String variant :
                    workload.variants(quick, traces.stream().map(Path::of).toList())) {
                List<FootprintTask> interleaved = new ArrayList<>();
                for (String peer : peers) {
                    if (workload.suits(Peers.info(peer))) {
                        interleaved.add(new FootprintTask(name, peer, scale.withVariant(variant)));
                    }
                }
                Collections.shuffle(interleaved, order);
                tasks.addAll(interleaved);
            }
        }
        return tasks;
    }
}

package org.ccache.bench.workload;

import java.util.List;
import org.ccache.bench.workload.server.LoopbackServer;

/** Workloads by name. */
public final class Workloads {
    private static final List<Workload> ALL = List.of(
            new GlibcThread(),
            new OpenLoop(false),
            new OpenLoop(true),
            LoopbackServer.echo(),
            LoopbackServer.proxy(),
            LoopbackServer.echoMax());

    /** Every name that {@link #named} takes, in the order of reports. */
    public static final List<String> NAMES = ALL.stream().map(Workload::name).toList();

    private Workloads() {}

    /**
     * The workload of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Workload named(String name) {
        return ALL.stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no workload is called " + name + "; known: " + NAMES));
    }
}

package org.ccache.bench.workload;

import java.util.List;
import org.ccache.bench.workload.server.LoopbackServer;

/** Workloads by name. */
public final class Workloads {
    private static final List<Workload> ALL = List.of(
            new Larson(Larson.Kind.PLAIN),
            new Larson(Larson.Kind.SIZED),
            new Larson(Larson.Kind.VIRTUAL),
            new Xmalloc(),
            new CacheLines(true),
            new CacheLines(false),
            new Mstress(),
            new Rptest(),
            new AllocTest(true),
            new AllocTest(false),
            new GlibcSimple(),
            new GlibcThread(),
            new Mleak(false),
            new Mleak(true),
            new MallocLarge(),
            new Shbench(false),
            new Shbench(true),
            new NettyWebsocket(),
            new Fleet(1),
            new Fleet(3),
            new Fleet(8),
            new Redis(),
            new Replay("cc1", false, 756_056),
            new Replay("redis", true, 324_096),
            new Replay("sqlite3", false, 87_208),
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

package org.ccache.bench.footprint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ccache.bench.Main;
import org.ccache.bench.measure.JavaCommand;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.MeasuringProcess;
import org.ccache.bench.peer.Peers;

/** Runs a step in a process of its own. Whatever happens to it becomes a row. */
public final class FootprintProcess {
    /**
     * The heap is fixed and touched, so that blocks' tables and Netty's objects show in no figure, and large enough for
     * them; direct memory is not the limit; malloc's arenas are what libc makes of them.
     */
    private static final List<String> FLAGS = List.of(
            "-Xms1g",
            "-Xmx1g",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-XX:MaxDirectMemorySize=8g",
            "--enable-native-access=ALL-UNNAMED");

    /** A cache for each of 100,000 threads is on the heap of this: more than is fixed for the others, and not touched. */
    private static final List<String> MANY_THREADS_FLAGS = List.of(
            "-Xms1g", "-Xmx6g", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=8g", "--enable-native-access=ALL-UNNAMED");

    private static final int MANY_THREADS = 20_000;

    private final long timeoutSeconds;

    public FootprintProcess(long timeoutSeconds) {
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Flags of most processes, for the report; a peer may have some of its own. */
    public static List<String> flags() {
        return FLAGS;
    }

    public Measurement run(FootprintPlan.Step step) throws IOException, InterruptedException {
        Settings settings = step.settings();
        MeasuringProcess.Answer answer = MeasuringProcess.run(
                JavaCommand.with(
                        flags(step),
                        Main.class,
                        "footprint",
                        "--measure=" + step.workload(),
                        "--peers=" + step.peer(),
                        "--settings=" + Json.line(settings)),
                timeoutSeconds);
        return answer.failure().isEmpty()
                ? Json.parse(answer.line(), Measurement.class)
                : Measurement.failed(step.workload(), settings, Peers.published(step.peer()), answer.failure());
    }

    private static List<String> flags(FootprintPlan.Step step) {
        List<String> flags = new ArrayList<>(sharedFlags(step));
        flags.addAll(Peers.info(step.peer()).flags());
        return flags;
    }

    private static List<String> sharedFlags(FootprintPlan.Step step) {
        boolean many = step.workload().equals("threads")
                && ThreadsWorkload.count(step.settings().variant()) > MANY_THREADS;
        return many ? MANY_THREADS_FLAGS : FLAGS;
    }
}

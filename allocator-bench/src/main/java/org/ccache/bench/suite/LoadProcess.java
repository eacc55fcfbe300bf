package org.ccache.bench.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ccache.bench.Main;
import org.ccache.bench.measure.JavaCommand;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.MeasuringProcess;
import org.ccache.bench.peer.Peers;

/** Runs a step in a process of its own, of this build or of another. */
public final class LoadProcess {
    /**
     * What all measured JVMs get. The heap is fixed and touched, so that it shows in no figure; it is the serial
     * collector's, whose threads do not compete for the processors; direct memory is no limit.
     */
    private static final List<String> FLAGS = List.of(
            "-Xms256m",
            "-Xmx256m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-XX:MaxDirectMemorySize=8g",
            "--enable-native-access=ALL-UNNAMED");

    private final Path jar;
    private final String cpus;
    private final long timeoutSeconds;

    /**
     * @param jar of another build, or null for this one
     * @param cpus as taskset takes them; empty for all
     */
    public LoadProcess(Path jar, String cpus, long timeoutSeconds) {
        this.jar = jar;
        this.cpus = cpus;
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Flags of all processes, for the report. */
    public static List<String> flags() {
        return FLAGS;
    }

    /** Runs it. A process that fails, is killed or does not end is an outcome with its reason. */
    public Outcome run(SuitePlan.Step step, LoadSettings settings) throws IOException, InterruptedException {
        MeasuringProcess.Answer answer = MeasuringProcess.run(command(settings), timeoutSeconds);
        return answer.failure().isEmpty()
                ? Json.parse(answer.line(), Outcome.class).as(step.published().peer())
                : Outcome.without(step.workload(), step.published().peer(), step.block(), answer.failure(), false);
    }

    private List<String> command(LoadSettings settings) {
        List<String> command = new ArrayList<>();
        if (!cpus.isEmpty()) {
            command.addAll(List.of("taskset", "-c", cpus));
        }
        List<String> flags = new ArrayList<>(FLAGS);
        flags.addAll(Peers.info(settings.peer()).flags());
        String json = "--settings=" + Json.line(settings);
        command.addAll(
                jar == null
                        ? JavaCommand.with(flags, Main.class, "load", json)
                        : JavaCommand.jar(flags, jar, "load", json));
        return command;
    }
}

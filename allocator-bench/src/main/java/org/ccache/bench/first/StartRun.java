package org.ccache.bench.first;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleConsumer;
import org.ccache.bench.measure.Answer;
import org.ccache.bench.measure.ChildJvm;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.measure.Rounds;
import org.ccache.bench.peer.Peers;
import org.ccache.bench.suite.ResultFolder;

/**
 * Fresh processes in rounds: in each round of a workload every arm has one, in a random order. What has been measured
 * is in the folder at once.
 */
public final class StartRun {
    public static final Flags FLAGS = Flags.MEASURED;

    /** With a training run's making of the cache. */
    private static final long TIMEOUT_SECONDS = 120;

    private final List<String> workloads;
    private final List<StartArm> arms;
    private final int rounds;
    private final long seed;
    private final int millis;

    /** @param rounds processes of each pair of workload and arm */
    public StartRun(List<String> workloads, List<StartArm> arms, int rounds, long seed) {
        this(workloads, arms, rounds, seed, StartWindow.ALL_MILLIS);
    }

    StartRun(List<String> workloads, List<StartArm> arms, int rounds, long seed, int millis) {
        this.workloads = List.copyOf(workloads);
        this.arms = List.copyOf(arms);
        this.rounds = rounds;
        this.seed = seed;
        this.millis = millis;
    }

    /** Runs all. A process that fails is a row with its reason. */
    public void run(ResultFolder folder, DoubleConsumer progress) throws IOException, InterruptedException {
        Random random = new Random(seed);
        for (int i = 0; i < workloads.size(); i++) {
            String workload = workloads.get(i);
            Map<StartArm, Path> caches = new HashMap<>();
            try {
                for (StartArm arm : arms) {
                    if (arm.ahead()) {
                        caches.put(arm, train(workload, arm, folder.path()));
                    }
                }
                Rounds<StartArm> turns = new Rounds<>(arms, 0, rounds, random);
                for (int turn = 0; turns.next(); turn++) {
                    StartArm arm = turns.who();
                    int round = turn / arms.size();
                    StartOutcome outcome = outcome(child(arm, caches.get(arm)), task(workload, arm, round));
                    folder.append(new StartRow(workload, arm.title(), arm.ahead(), round, outcome));
                    progress.accept((i + turns.done()) / workloads.size());
                }
            } finally {
                for (Path cache : caches.values()) {
                    Files.deleteIfExists(cache);
                }
            }
        }
    }

    private StartTask task(String workload, StartArm arm, int round) {
        return new StartTask(workload, arm.peer(), millis, seed + round);
    }

    private static StartOutcome outcome(ChildJvm child, StartTask task) throws IOException, InterruptedException {
        Answer<StartOutcome> answer = child.measure(task, StartOutcome.class, TIMEOUT_SECONDS);
        return answer.failed() ? StartOutcome.without(answer.failure()) : answer.value();
    }

    private static ChildJvm child(StartArm arm, Path cache) {
        ChildJvm child = ChildJvm.with(FLAGS).and(Peers.info(arm.peer()).flags());
        return cache == null ? child : child.and(List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on"));
    }

    /** A run like those that are measured, which leaves a cache with the profiles of its methods. */
    private Path train(String workload, StartArm arm, Path folder) throws IOException, InterruptedException {
        Path cache = folder.resolve(arm.title().replaceAll("[^a-z0-9]+", "-") + ".aot")
                .toAbsolutePath();
        Files.deleteIfExists(cache);
        StartOutcome run =
                outcome(child(arm, null).and(List.of("-XX:AOTCacheOutput=" + cache)), task(workload, arm, 0));
        if (!run.failure().isEmpty() || !Files.exists(cache)) {
            throw new IOException("a run of " + workload + " on " + arm.peer() + " made no AOT cache: "
                    + (run.failure().isEmpty() ? "is the class path a jar?" : run.failure()));
        }
        return cache;
    }
}

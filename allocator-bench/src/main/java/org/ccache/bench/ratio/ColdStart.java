package org.ccache.bench.ratio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import org.ccache.bench.measure.JavaCommand;
import org.ccache.bench.measure.Rounds;

/**
 * Wall time of whole programs, from the start of the process to its end, in rounds: each program once per round, in
 * random order. Includes the JVM's own start, since a user waits for that too.
 */
public final class ColdStart {
    private static final List<String> FLAGS = List.of("--enable-native-access=ALL-UNNAMED");
    private static final int WARM_UP = 2;
    private static final long PATIENCE_SECONDS = 60;

    private final Path folder;
    private final int launches;
    private final Random order;

    /**
     * Prepares nothing yet.
     *
     * @param folder for the AOT cache
     * @param launches of each program that count
     */
    public ColdStart(Path folder, int launches, long seed) {
        this.folder = folder;
        this.launches = launches;
        this.order = new Random(seed);
    }

    /** Runs all, warm-up launches first. */
    public ColdStartTimes measure(DoubleConsumer progress) throws IOException, InterruptedException {
        Map<ColdProgram, List<String>> commands = new EnumMap<>(ColdProgram.class);
        for (ColdProgram program : ColdProgram.values()) {
            commands.put(program, command(program));
        }
        Rounds<ColdProgram> rounds = new Rounds<>(commands.keySet(), WARM_UP, launches, order);
        while (rounds.next()) {
            rounds.took((double) launch(commands.get(rounds.who())));
            progress.accept(rounds.done());
        }
        return new ColdStartTimes(rounds.nanos());
    }

    /** The program's command line; makes its AOT cache first, by a training run, if it uses one. */
    private List<String> command(ColdProgram program) throws IOException, InterruptedException {
        List<String> flags = new ArrayList<>(FLAGS);
        if (program.ahead()) {
            Path cache = folder.resolve(program.main().getSimpleName() + ".aot");
            Files.createDirectories(folder);
            Files.deleteIfExists(cache);
            List<String> training = new ArrayList<>(FLAGS);
            training.add("-XX:AOTCacheOutput=" + cache);
            launch(JavaCommand.with(training, program.main()));
            if (!Files.exists(cache)) {
                throw new IOException(
                        "the training run of " + program + " made no AOT cache: is the class path a jar?");
            }
            flags.add("-XX:AOTCache=" + cache);
        }
        return JavaCommand.with(flags, program.main());
    }

    private static long launch(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        long elapsed = System.nanoTime() - start;
        if (!ended) {
            process.destroyForcibly();
        }
        if (!ended || process.exitValue() != 0) {
            throw new IOException("failed: " + String.join(" ", command));
        }
        return elapsed;
    }
}

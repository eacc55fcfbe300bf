package org.ccache.bench.ratio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleConsumer;
import org.ccache.bench.measure.ChildJvm;
import org.ccache.bench.measure.Flags;
import org.ccache.bench.measure.Rounds;

/**
 * Wall time of whole programs, from the start of the process to its end, in rounds: each program once per round, in
 * random order. Includes the JVM's own start, since a user waits for that too.
 */
public final class ColdStart {
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
        Map<ColdProgram, ChildJvm> children = new EnumMap<>(ColdProgram.class);
        for (ColdProgram program : ColdProgram.values()) {
            children.put(program, child(program));
        }
        Rounds<ColdProgram> rounds = new Rounds<>(children.keySet(), WARM_UP, launches, order);
        while (rounds.next()) {
            rounds.took((double) children.get(rounds.who()).time(rounds.who().main(), PATIENCE_SECONDS));
            progress.accept(rounds.done());
        }
        return new ColdStartTimes(rounds.nanos());
    }

    /** What the program is started in; makes its AOT cache first, by a training run, if it uses one. */
    private ChildJvm child(ColdProgram program) throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.with(Flags.PLAIN);
        if (!program.ahead()) {
            return child;
        }
        Path cache = folder.resolve(program.main().getSimpleName() + ".aot");
        Files.createDirectories(folder);
        Files.deleteIfExists(cache);
        child.and(List.of("-XX:AOTCacheOutput=" + cache)).time(program.main(), PATIENCE_SECONDS);
        if (!Files.exists(cache)) {
            throw new IOException("the training run of " + program + " made no AOT cache: is the class path a jar?");
        }
        return child.and(List.of("-XX:AOTCache=" + cache));
    }
}

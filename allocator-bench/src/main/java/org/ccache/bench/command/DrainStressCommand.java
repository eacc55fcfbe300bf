package org.ccache.bench.command;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;
import org.ccache.bench.drain.DrainStress;
import org.ccache.bench.drain.DrainStressResult;
import org.ccache.bench.measure.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "drainstress",
        description = "Drains all caches back to back under threads that allocate, stamp, verify, hand over and free."
                + " Exit code 1 if a stamp was wrong, a block lost or counted twice, or a thread failed.")
final class DrainStressCommand implements Callable<Integer> {
    @Option(
            names = "--seconds",
            converter = AtLeast.Seconds.class,
            defaultValue = "300",
            description = "How long (${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--threads",
            converter = AtLeast.One.class,
            defaultValue = "32",
            description = "Beside the drainer (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--front-end",
            defaultValue = "CCACHE",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private FrontEnd frontEnd;

    @Option(names = "--seed", defaultValue = "1", description = "Of sizes and hand-overs (${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws InterruptedException {
        long nanos = (long) (seconds * 1e9);
        long start = System.nanoTime();
        Progress progress = new Progress("drainstress");
        try (CcacheAllocator allocator =
                CcacheAllocator.builder().frontEnd(frontEnd).build()) {
            DrainStressResult result = DrainStress.run(allocator, threads, nanos, seed, () -> {
                progress.update((double) (System.nanoTime() - start) / nanos);
                return false;
            });
            progress.done();
            print(result);
            return result.clean() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private static void print(DrainStressResult result) {
        System.out.printf(
                Locale.ROOT,
                "%d threads, %.1f s: %,d drains, %,d operations, %,d handed over, %,d aborts%n",
                result.threads(),
                result.seconds(),
                result.drains(),
                result.operations(),
                result.handedOver(),
                result.aborts());
        System.out.printf(
                Locale.ROOT,
                "wrong stamps %d, bytes left live %d, conservation %s, audit %s%n",
                result.wrong(),
                result.leftBytes(),
                result.conserved() ? "exact" : "BROKEN",
                result.problems().isEmpty() ? "clean" : "NOT CLEAN");
        result.problems().forEach(problem -> System.out.println("  " + problem));
        System.out.println(result.clean() ? "drainstress: nothing found" : "drainstress: FAILED");
    }
}

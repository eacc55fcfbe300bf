package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.page.MapDrawing;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "map",
        description =
                "Fills an allocator with blocks of random sizes, frees a share of them at random, and draws what stands"
                        + " where in its arena: slabs by class and fullness, large blocks, free memory dirty and clean.")
final class MapCommand implements Callable<Integer> {
    private static final double SIGMA = 1.5;
    private static final int MEDIAN = 300;
    private static final int LARGE_ONE_IN = 500;

    @Option(
            names = "--bytes",
            converter = AtLeast.Bytes.class,
            defaultValue = "33554432",
            description = "Live at the peak (${DEFAULT-VALUE}).")
    private long bytes;

    @Option(
            names = "--free",
            converter = AtLeast.Share.class,
            defaultValue = "0.6",
            description = "Share that is freed afterwards (${DEFAULT-VALUE}).")
    private double free;

    @Option(names = "--trim", description = "Give everything back that can go before the picture is drawn.")
    private boolean trim;

    @Option(names = "--seed", defaultValue = "1", description = "Of sizes and choice (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", defaultValue = "target/map", description = "Folder for the picture (${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--name", defaultValue = "arena", description = "Of the picture (${DEFAULT-VALUE}).")
    private String name;

    @Override
    public Integer call() throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            long[] blocks = new long[(int) Math.max(1, bytes / 64)];
            int count = 0;
            for (long sum = 0; sum < bytes && count < blocks.length; count++) {
                long size = size(random);
                blocks[count] = allocator.allocate(size);
                sum += size;
            }
            for (int i = 0; i < count; i++) {
                if (random.nextDouble() < free) {
                    allocator.free(blocks[i]);
                }
            }
            if (trim) {
                allocator.trim();
            }
            Files.createDirectories(out);
            Path drawn = new MapDrawing(allocator.map()).write(out, name);
            AllocatorStats stats = allocator.stats();
            System.out.printf(
                    Locale.ROOT,
                    "%s of blocks live, %s mapped: slabs %s, large %s, dirty %s%nwrote %s%n",
                    Figures.bytes(stats.liveBytes() + stats.largeBytes()),
                    Figures.bytes(stats.mappedBytes()),
                    Figures.bytes(stats.slabBytes()),
                    Figures.bytes(stats.largeBytes()),
                    Figures.bytes(stats.dirtyBytes()),
                    drawn);
        }
        return ExitCode.OK;
    }

    private static long size(SplittableRandom random) {
        if (random.nextInt(LARGE_ONE_IN) == 0) {
            return random.nextLong(100_000, 3_000_000);
        }
        return Math.clamp((long) (MEDIAN * Math.exp(SIGMA * random.nextGaussian())), 16, 64 << 10);
    }
}

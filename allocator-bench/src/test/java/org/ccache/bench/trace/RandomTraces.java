package org.ccache.bench.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Traces of random events, the same for the same seed. */
public final class RandomTraces {
    private RandomTraces() {}

    public static Trace of(long seed, int threads, int events) {
        Random random = new Random(seed);
        TraceBuilder builder = new TraceBuilder("random " + seed);
        List<Integer> live = new ArrayList<>();
        for (int event = 0; event < events; event++) {
            int thread = random.nextInt(Math.min(threads, builder.threads() + 1));
            int choice = random.nextInt(10);
            if (live.isEmpty() || choice < 5) {
                live.add(
                        switch (choice) {
                            case 0 -> builder.calloc(thread, size(random));
                            case 1 -> builder.aligned(thread, size(random), random.nextInt(13));
                            default -> builder.malloc(thread, size(random));
                        });
            } else {
                int block = live.remove(/* index */ random.nextInt(live.size()));
                if (choice == 5) {
                    live.add(builder.realloc(thread, block, size(random)));
                } else {
                    builder.free(thread, block);
                }
            }
        }
        return builder.build();
    }

    private static long size(Random random) {
        return random.nextInt(1 << random.nextInt(13)); // 0 to 4095, small ones more often
    }
}

package org.ccache.bench.research.numa;

/**
 * What a run does.
 *
 * @param threads at least 1
 * @param blocks that each thread holds, at least 1
 * @param rounds at least 1
 * @param seed of sizes, slots and moves
 */
public record NumaSettings(Pattern pattern, Placement placement, int threads, int blocks, int rounds, long seed) {
    public NumaSettings {
        if (threads < 1 || blocks < 1 || rounds < 1) {
            throw new IllegalArgumentException(
                    threads + " threads, " + blocks + " blocks, " + rounds + " rounds: each must be at least 1");
        }
    }
}

package org.ccache.allocator.arena;

/**
 * What arenas are made with.
 *
 * @param reserve bytes of address space, rounded down to whole huge pages of 2 MiB
 * @param exact whether less will not do; else it is halved while the system refuses, down to 64 MiB
 * @param limit most bytes that may be mapped
 * @param softLimit bytes mapped above which the tiers above give everything back that can go
 * @param advice what is asked of the system about huge pages
 * @param purgeDelay nanoseconds over which free memory goes back; 0: at once; {@link Long#MAX_VALUE}: never by age
 * @param nodes NUMA nodes, each with an arena of its own
 */
public record ArenaOptions(
        long reserve, boolean exact, long limit, long softLimit, Advice advice, long purgeDelay, int nodes) {

    /** What is asked of the system about transparent huge pages. */
    public enum Advice {
        NONE,
        USE,
        AVOID
    }
}

package org.ccache.allocator.arena;

import org.ccache.os.Machine;

/**
 * What arenas are made with.
 *
 * @param reserve bytes of address space, rounded down to whole huge pages of 2 MiB, and then less will not do; or
 *      {@link #DEFAULT}: by {@link AddressSpace}, and half of it while the system refuses, down to 64 MiB
 * @param limit most bytes that may be mapped
 * @param softLimit bytes mapped above which the tiers above give everything back that can go
 * @param advice what is asked of the system about huge pages
 * @param purgeDelay nanoseconds over which free memory goes back; 0: at once; {@link Long#MAX_VALUE}: never by age
 * @param nodes NUMA nodes, each with an arena of its own
 */
public record ArenaOptions(long reserve, long limit, long softLimit, Advice advice, long purgeDelay, int nodes) {
    /** For {@link #reserve}. */
    public static final long DEFAULT = 0;

    /** What is asked of the system about transparent huge pages. */
    public enum Advice {
        NONE,
        USE,
        AVOID
    }

    /**
     * Whether the system may fault in 2 MiB where one byte is touched: asked for, or its own setting and not declined.
     */
    boolean wholeFaults() {
        String setting = advice == Advice.AVOID ? "never" : Machine.transparentHugePages();
        return "always".equals(setting) || advice == Advice.USE && !"never".equals(setting);
    }
}

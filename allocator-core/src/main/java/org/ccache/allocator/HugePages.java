package org.ccache.allocator;

import org.ccache.allocator.arena.ArenaOptions.Advice;

/**
 * What an allocator asks of the system about transparent huge pages (2 MiB) for its blocks. Whether they are given is
 * the system's decision; {@link ResidentStats#hugePages} says how much it gave.
 */
public enum HugePages {
    /** Nothing: the system's own setting holds. The default. */
    SYSTEM(Advice.NONE),

    /**
     * To use them. Fewer TLB misses for large working sets; a first touch costs 2 MiB at once, so resident memory may
     * exceed mapped by what is free in partly used huge pages. Memory goes back in whole huge pages first.
     */
    ALWAYS(Advice.USE),

    /** Not to use them, whatever the system's setting: resident memory follows the pages touched. */
    NEVER(Advice.AVOID);

    private final Advice advice;

    HugePages(Advice advice) {
        this.advice = advice;
    }

    Advice advice() {
        return advice;
    }
}

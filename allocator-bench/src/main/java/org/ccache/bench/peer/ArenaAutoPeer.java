package org.ccache.bench.peer;

import java.lang.foreign.Arena;

/**
 * An automatic arena per block. To free is to forget it: the garbage collector gives the memory back, when it runs by
 * itself or when the limit of direct memory is reached. What a free costs is therefore paid elsewhere, by collections.
 */
public final class ArenaAutoPeer extends ArenaPeer {

    @Override
    public String name() {
        return "arena-auto";
    }

    @Override
    Arena open() {
        return Arena.ofAuto();
    }

    @Override
    void close(Arena arena) {}
}

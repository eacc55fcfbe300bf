package org.ccache.allocator.arena;

/** Arenas for the tests of the tiers above. */
public final class TestArenas {
    private TestArenas() {}

    /** One node, without limits, with the default purge delay. */
    public static Arenas open(long reserve) {
        return open(reserve, Long.MAX_VALUE, 1);
    }

    public static Arenas open(long reserve, long limit, int nodes) {
        return new Arenas(
                new ArenaOptions(reserve, limit, Long.MAX_VALUE, ArenaOptions.Advice.NONE, 2_000_000_000L, nodes));
    }
}

package org.ccache.allocator.cache;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.ccache.allocator.arena.Arena;
import org.ccache.allocator.depot.Depots;

/** Caches with all the tiers below them, and nothing above. */
final class CachesFixture implements AutoCloseable {
    final Capacities capacities = new Capacities(Capacities.MIN_CACHE_BYTES);
    final Arena arena = new Arena(1L << 30, true, Long.MAX_VALUE);
    final Depots depots = new Depots(arena, capacities.depots());
    final Caches caches;

    CachesFixture(Function<CachesFixture, Caches> caches) {
        this.caches = caches.apply(this);
    }

    /** All cached blocks of a class, each seen once. */
    Set<Long> cached(int sizeClass) {
        Set<Long> blocks = new HashSet<>();
        caches.stop();
        try {
            caches.forEach(sizeClass, block -> {
                if (!blocks.add(block)) {
                    throw new AssertionError("0x" + Long.toHexString(block) + " is cached twice");
                }
            });
        } finally {
            caches.resume();
        }
        return blocks;
    }

    /** Blocks that are neither cached nor in the depot nor slab-free. */
    long live(int sizeClass) {
        return depots.of(sizeClass).slabs().carved()
                - depots.of(sizeClass).slabs().free()
                - depots.of(sizeClass).count()
                - caches.count(sizeClass);
    }

    @Override
    public void close() {
        caches.close();
        depots.close();
        arena.close();
    }
}

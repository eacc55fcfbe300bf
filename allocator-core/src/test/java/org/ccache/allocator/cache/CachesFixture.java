package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.TestArenas;
import org.ccache.allocator.depot.Depot;
import org.ccache.allocator.depot.Depots;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Caches with all the tiers below them, and nothing above. */
final class CachesFixture implements AfterEachCallback, AutoCloseable {
    static final long CACHE_BYTES = 4 << 20;

    /** How often a slow path has offered to do maintenance. */
    final AtomicInteger steps = new AtomicInteger();

    final Arenas arenas = TestArenas.open(1L << 30);
    final Depots depots = new Depots(arenas, Capacities.depots(), CACHE_BYTES, () -> 0);
    final Caches caches;

    CachesFixture(Function<CachesFixture, Caches> caches) {
        this.caches = caches.apply(this);
    }

    Pace pace() {
        return steps::incrementAndGet;
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

    /** Bytes of all cached blocks. */
    long cachedBytes() {
        long bytes = 0;
        for (int c = SizeClasses.FIRST; c <= SizeClasses.LAST; c++) {
            bytes += caches.count(c) * SizeClasses.size(c);
        }
        return bytes;
    }

    /** Blocks that are neither cached nor in the depot nor slab-free. */
    long live(int sizeClass) {
        Depot depot = depots.of(sizeClass);
        return depot.carved() - depot.slabFree() - depot.count() - caches.count(sizeClass);
    }

    /** Allocates blocks and frees them again, the first first. */
    void burst(int sizeClass, int n) {
        long[] blocks = new long[n];
        for (int i = 0; i < n; i++) {
            blocks[i] = caches.allocate(sizeClass);
        }
        for (long block : blocks) {
            caches.free(sizeClass, block);
        }
    }

    /** Closes the caches: from then on neither call is served. */
    void assertClosedRefuses(int sizeClass) {
        long block = caches.allocate(sizeClass);
        caches.close();
        assertThatThrownBy(() -> caches.allocate(sizeClass)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> caches.free(sizeClass, block)).isInstanceOf(IllegalStateException.class);
    }

    /** Where it is registered: after each test. */
    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        try {
            caches.close();
        } finally {
            try {
                depots.close();
            } finally {
                arenas.close();
            }
        }
    }
}

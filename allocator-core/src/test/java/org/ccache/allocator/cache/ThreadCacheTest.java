package org.ccache.allocator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.TestArenas;
import org.ccache.allocator.depot.Depot;
import org.ccache.allocator.depot.Depots;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One cache on the heap: how its magazines grow, what they send down, and that nothing is lost on the way. */
final class ThreadCacheTest {
    private static final int CLASS = SizeClasses.of(1000); // blocks of 1 KiB: 4 at first, 256 at most
    private static final int OTHER = SizeClasses.of(4096);
    private static final long PLENTY = 64 << 20;

    private final Arenas arenas = TestArenas.open(1 << 30);
    private final Depots depots = new Depots(arenas, Capacities.depots(), 4 << 20, () -> 0);
    private int steps; // slow ways that the cache went

    @AfterEach
    @AfterProperty
    void close() {
        depots.close();
        arenas.close();
    }

    private ThreadCache cache(long bytes) {
        return new ThreadCache(bytes, depots, () -> steps++);
    }

    private static List<Long> take(ThreadCache cache, int sizeClass, int n) {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            blocks.add(cache.allocate(sizeClass));
        }
        return blocks;
    }

    private static void give(ThreadCache cache, int sizeClass, List<Long> blocks) {
        blocks.forEach(block -> cache.free(sizeClass, block));
    }

    private static void burst(ThreadCache cache, int sizeClass, int n) {
        give(cache, sizeClass, take(cache, sizeClass, n));
    }

    private long out(int sizeClass, ThreadCache cache) {
        Depot depot = depots.of(sizeClass);
        return depot.carved() - depot.slabFree() - depot.count() - cache.count(sizeClass);
    }

    private static long bytes(int sizeClass, int blocks) {
        return (long) blocks * SizeClasses.size(sizeClass);
    }

    @Test
    void aRefillLeavesRoomForTheWayBack() {
        ThreadCache cache = cache(PLENTY);
        long block = cache.allocate(CLASS);
        assertThat(cache.count(CLASS)).isEqualTo(Capacities.batch(Capacities.least(CLASS)));
        assertThat(cache.capacityBytes()).isEqualTo(bytes(CLASS, Capacities.least(CLASS)));
        assertThat(steps).isEqualTo(1);
        cache.free(CLASS, block);
        assertThat(steps).as("a hit").isEqualTo(1);
        assertThat(depots.of(CLASS).refills()).isEqualTo(1);
        assertThat(depots.of(CLASS).flushes()).isZero();
    }

    @Test
    void aFullMagazineThatMayNotGrowSendsHalfDown() {
        ThreadCache cache = cache(PLENTY);
        int most = Capacities.most(CLASS);
        List<Long> blocks = take(cache, CLASS, 4 * most);
        give(cache, CLASS, blocks.subList(0, 3 * most)); // grown to its most, somewhere on the way
        int full = most - cache.count(CLASS);
        give(cache, CLASS, blocks.subList(3 * most, 3 * most + full));
        assertThat(cache.count(CLASS)).isEqualTo(most);
        long flushes = depots.of(CLASS).flushes();
        cache.free(CLASS, blocks.get(3 * most + full));
        assertThat(cache.count(CLASS)).isEqualTo(most - Capacities.batch(most) + 1);
        assertThat(depots.of(CLASS).flushes()).isEqualTo(flushes + 1);
        assertThat(cache.capacityBytes()).isEqualTo(bytes(CLASS, most));
    }

    /** So that no class thrashes, however little there is. */
    @Test
    void theFirstStepIsGrantedWhateverThereIs() {
        ThreadCache cache = cache(0);
        burst(cache, CLASS, 50);
        assertThat(cache.capacityBytes()).isEqualTo(bytes(CLASS, Capacities.least(CLASS)));
        burst(cache, OTHER, 50);
        assertThat(cache.count(OTHER)).isPositive();
        assertThat(out(CLASS, cache)).isZero();
        assertThat(out(OTHER, cache)).isZero();
    }

    /** In turns, so that no class is always asked. */
    @Test
    void aMissTakesHalfOfAnotherClass() {
        ThreadCache cache = cache(bytes(CLASS, Capacities.most(CLASS)));
        for (int i = 0; i < 10; i++) {
            burst(cache, CLASS, 2 * Capacities.most(CLASS));
        }
        assertThat(cache.capacityBytes()).isEqualTo(bytes(CLASS, Capacities.most(CLASS)));
        for (int miss = 0; miss <= SizeClasses.LAST / 8; miss++) { // each asks eight classes, and the next one the next
            take(cache, OTHER, cache.count(OTHER) + 1);
        }
        assertThat(cache.count(CLASS)).isLessThanOrEqualTo(Capacities.most(CLASS) / 2);
        assertThat(cache.capacityBytes()).isLessThanOrEqualTo(bytes(CLASS, Capacities.most(CLASS)));
        assertThat(out(CLASS, cache)).isZero();
    }

    @Test
    void aDrainKeepsTheCapacitiesAndATrimDoesNot() {
        ThreadCache cache = cache(PLENTY);
        burst(cache, CLASS, 100);
        burst(cache, OTHER, 10);
        int cached = cache.count(CLASS) + cache.count(OTHER);
        long capacity = cache.capacityBytes();
        assertThat(cache.drain()).isEqualTo(cached);
        assertThat(cache.capacityBytes()).isEqualTo(capacity);
        assertThat(cache.drain()).isZero();
        burst(cache, CLASS, 3);
        cached = cache.count(CLASS);
        assertThat(cache.trim()).isEqualTo(cached);
        assertThat(cache.capacityBytes()).isZero();
        assertThat(cache.metadataBytes()).isZero();
        assertThat(out(CLASS, cache) + out(OTHER, cache)).isZero();
    }

    @Test
    void whatIsGivenUpIsGrantedAgain() {
        long most = bytes(CLASS, Capacities.most(CLASS));
        ThreadCache cache = cache(most);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 10; i++) {
                burst(cache, CLASS, 2 * Capacities.most(CLASS));
            }
            assertThat(cache.capacityBytes()).isEqualTo(most);
            cache.trim();
        }
    }

    @Test
    void whatIdlesIsGivenUpAndWhatMissesIsNot() {
        ThreadCache cache = cache(PLENTY);
        burst(cache, CLASS, 100);
        burst(cache, OTHER, 10);
        long idle = cache.count(OTHER);
        long moved = cache.maintain();
        for (int round = 0; round <= Caches.IDLE_ROUNDS; round++) {
            take(cache, CLASS, cache.count(CLASS) + 1); // the same count again, but by a miss
            moved += cache.maintain();
        }
        assertThat(moved).isEqualTo(idle);
        assertThat(cache.count(OTHER)).isZero();
        assertThat(cache.capacityBytes()).isGreaterThanOrEqualTo(bytes(CLASS, Capacities.least(CLASS)));
    }

    /** Blocks are out, cached, in the depot or slab-free, and what the magazines may hold is what they were granted. */
    @Property(tries = 40)
    void programsLoseNothing(@ForAll long seed) {
        ThreadCacheTest fresh = new ThreadCacheTest(); // this one is the same in each try
        try {
            fresh.run(new Random(seed));
        } finally {
            fresh.close();
        }
    }

    private void run(Random random) {
        long budget = 1L << 12 + random.nextInt(10);
        ThreadCache cache = cache(budget);
        int[] classes = {SizeClasses.of(16), CLASS, OTHER, SizeClasses.LAST};
        Map<Integer, Set<Long>> out = new HashMap<>();
        long firstSteps = 0;
        for (int c : classes) {
            out.put(c, new HashSet<>());
            firstSteps += bytes(c, Capacities.least(c));
        }
        for (int step = 0; step < 300; step++) {
            int c = classes[random.nextInt(classes.length)];
            switch (random.nextInt(12)) {
                case 0 -> cache.drain();
                case 1 -> cache.trim();
                case 2 -> cache.maintain();
                case 3, 4, 5, 6 ->
                    take(cache, c, random.nextInt(30))
                            .forEach(block -> assertThat(out.get(c).add(block)).isTrue());
                default -> {
                    List<Long> back =
                            out.get(c).stream().limit(random.nextInt(30)).toList();
                    give(cache, c, back);
                    back.forEach(out.get(c)::remove);
                }
            }
            assertThat(cache.capacityBytes()).isLessThanOrEqualTo(budget + firstSteps);
            for (int one : classes) {
                assertThat(out(one, cache)).isEqualTo(out.get(one).size());
                List<Long> cached = new ArrayList<>();
                cache.forEach(one, cached::add);
                assertThat(cached)
                        .hasSize(cache.count(one))
                        .doesNotHaveDuplicates()
                        .noneMatch(out.get(one)::contains);
            }
        }
    }
}

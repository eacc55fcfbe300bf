package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ccache.allocator.ArenaFacts.assertApart;
import static org.ccache.allocator.ArenaFacts.isZero;
import static org.ccache.allocator.ArenaFacts.refusesClosed;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ccache.allocator.ArenaFacts.Fact;

/** What holds of every arena where there are other threads. */
final class ArenaThreadsFacts {
    private static final String OTHER_THREAD = "Attempted access outside owning thread";

    private ArenaThreadsFacts() {}

    static Map<String, Fact> all() {
        Map<String, Fact> all = new LinkedHashMap<>();
        all.put("another thread's reads", ArenaThreadsFacts::readsOfOthers);
        all.put("another thread's writes", ArenaThreadsFacts::writesOfOthers);
        all.put("another thread's allocations", ArenaThreadsFacts::allocationsOfOthers);
        all.put("another thread's allocations after close", ArenaThreadsFacts::allocationsOfOthersAfterClose);
        all.put("another thread's close", ArenaThreadsFacts::closeByOthers);
        all.put("accessible is who may access", ArenaThreadsFacts::accessible);
        all.put("a virtual thread changes its carrier", ArenaThreadsFacts::changesCarrier);
        all.put("many threads allocate at once", ArenaThreadsFacts::manyAllocate);
        return all;
    }

    /** In another thread, which may or may not. */
    private static void judge(ArenaCase arenas, ArenaCase.FactBody body, Arena arena) throws InterruptedException {
        for (Thread.Builder builder : ArenaCase.builders()) {
            Throwable thrown = ArenaCase.in(builder, body, arena);
            if (arenas.kind().forAll()) {
                assertThat(thrown).isNull();
            } else {
                assertThat(thrown)
                        .isExactlyInstanceOf(WrongThreadException.class)
                        .hasMessage(OTHER_THREAD);
            }
        }
    }

    private static void readsOfOthers(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            MemorySegment segment = arena.allocate(10);
            judge(arenas, ignored -> segment.get(ValueLayout.JAVA_BYTE, 0), arena);
            judge(arenas, ignored -> segment.toArray(ValueLayout.JAVA_BYTE), arena);
            judge(arenas, ignored -> segment.asByteBuffer().get(0), arena);
        });
    }

    private static void writesOfOthers(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            MemorySegment segment = arena.allocate(10);
            judge(arenas, ignored -> segment.set(ValueLayout.JAVA_BYTE, 0, (byte) 1), arena);
            judge(arenas, ignored -> segment.fill((byte) 1), arena);
        });
    }

    private static void allocationsOfOthers(ArenaCase arenas) throws Throwable {
        for (long first : new long[] {0, 10, 2000}) {
            arenas.with(arena -> {
                arena.allocate(first); // there is a chunk, or there is none
                judge(arenas, other -> other.allocate(10), arena);
                judge(arenas, other -> other.allocate(100_000), arena);
                judge(arenas, other -> other.allocateFrom("text"), arena);
                arena.allocate(10).fill((byte) 1);
            });
        }
    }

    private static void allocationsOfOthersAfterClose(ArenaCase arenas) throws Throwable {
        Arena arena = arenas.maker().get();
        arena.allocate(10);
        arena.close();
        for (Thread.Builder builder : ArenaCase.builders()) {
            assertThat(ArenaCase.in(builder, other -> other.allocate(10), arena))
                    .isExactlyInstanceOf(
                            arenas.kind().forAll() ? IllegalStateException.class : WrongThreadException.class);
        }
    }

    private static void closeByOthers(ArenaCase arenas) throws Throwable {
        for (Thread.Builder builder : ArenaCase.builders()) {
            Arena arena = arenas.maker().get();
            MemorySegment segment = arena.allocate(10);
            Throwable thrown = ArenaCase.in(builder, Arena::close, arena);
            switch (arenas.kind()) {
                case CONFINED -> {
                    assertThat(thrown)
                            .isExactlyInstanceOf(WrongThreadException.class)
                            .hasMessage(OTHER_THREAD);
                    segment.fill((byte) 1);
                    arena.close();
                }
                case SHARED -> {
                    assertThat(thrown).isNull();
                    refusesClosed(() -> segment.fill((byte) 1));
                }
                case AUTO -> assertThat(thrown).isExactlyInstanceOf(UnsupportedOperationException.class);
                default -> throw new AssertionError(arenas.kind());
            }
        }
    }

    private static void accessible(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            MemorySegment segment = arena.allocate(10);
            Thread other = Thread.ofVirtual().unstarted(() -> {});
            assertThat(segment.isAccessibleBy(Thread.currentThread())).isTrue();
            assertThat(segment.isAccessibleBy(other)).isEqualTo(arenas.kind().forAll());
        });
    }

    /** Several, that make way for each other: some come back elsewhere, and none may notice. */
    private static void changesCarrier(ArenaCase arenas) throws Throwable {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    arenas.with(arena -> wander(arena));
                } catch (Throwable t) {
                    failures.add(t);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    @SuppressWarnings("ThreadPriorityCheck") // a virtual thread leaves its carrier
    private static void wander(Arena arena) {
        List<MemorySegment> segments = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            segments.add(arena.allocateFrom(ValueLayout.JAVA_LONG, i));
            Thread.yield();
            for (int k = 0; k <= i; k++) {
                assertThat(segments.get(k).get(ValueLayout.JAVA_LONG, 0)).isEqualTo(k);
            }
        }
    }

    private static void manyAllocate(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            ConcurrentLinkedQueue<MemorySegment> segments = new ConcurrentLinkedQueue<>();
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                SplittableRandom random = new SplittableRandom(i);
                threads.add((i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(() -> {
                    try {
                        for (int k = 0; k < 2000; k++) {
                            long size = random.nextLong(k % 20 == 0 ? 40_000 : 200);
                            MemorySegment segment = arena.allocate(size);
                            assertThat(isZero(segment)).isTrue();
                            segment.fill((byte) -1);
                            segments.add(segment);
                        }
                    } catch (Throwable t) {
                        failures.add(t);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            assertThat(segments).hasSize(12_000);
            assertApart(segments.stream().mapToLong(ArenaFacts::place).toArray());
        });
    }
}

package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Threads that allocate from one arena while it is closed, or its turns end: each gets a segment that is its own, or is
 * refused, and afterwards the allocator has every block back once. Another arena stands by whose segments nobody else
 * may touch.
 */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
@Tag("modes")
final class SharedArenaStormTest {
    private static final int ROUNDS = ChildProgram.LONG ? 600 : 30;
    private static final int THREADS = 6;
    private static final int WITNESSES = 400;

    @RegisterExtension
    final Conservation conservation;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLong allocated = new AtomicLong();

    SharedArenaStormTest(FrontEnd frontEnd) {
        this.conservation = new Conservation(frontEnd);
    }

    private static long size(SplittableRandom random) {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextLong(100_000);
            case 1 -> random.nextLong(8_000);
            default -> random.nextLong(200);
        };
    }

    /** Until it is refused: zero before, what it wrote afterwards, or dead. */
    private void work(Arena arena, long seed, CountDownLatch begun, boolean turns) {
        SplittableRandom random = new SplittableRandom(seed);
        MemorySegment last = null;
        try {
            while (failure.get() == null) {
                MemorySegment segment = arena.allocate(8 + size(random), 1L << random.nextInt(8));
                begun.countDown();
                allocated.incrementAndGet();
                try {
                    stamp(segment, seed);
                    if (last != null) {
                        look(last, seed);
                    }
                } catch (IllegalStateException e) {
                    if (!turns) {
                        throw e;
                    }
                    last = null; // its turn has ended
                    continue;
                }
                last = segment;
                if (turns && random.nextInt(50) == 0) {
                    ((ReusableArena) arena).reset();
                }
            }
        } catch (IllegalStateException e) {
            if (!ArenaFacts.CLOSED.equals(e.getMessage()) || arena.scope().isAlive()) {
                failure.compareAndSet(null, e);
            }
        } catch (Throwable t) {
            failure.compareAndSet(null, t);
        } finally {
            begun.countDown();
        }
    }

    private static void stamp(MemorySegment segment, long seed) {
        long end = segment.byteSize() - 8;
        for (long at : new long[] {0, end / 2, end}) {
            assertThat(segment.get(ValueLayout.JAVA_BYTE, at)).isZero();
        }
        segment.set(ValueLayout.JAVA_LONG_UNALIGNED, end, seed);
        segment.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, seed);
    }

    private static void look(MemorySegment segment, long seed) {
        assertThat(segment.get(ValueLayout.JAVA_LONG_UNALIGNED, 0)).isEqualTo(seed);
    }

    private void storm(CcacheAllocator allocator, boolean turns) throws InterruptedException {
        try (Arena beside = allocator.sharedArena()) {
            List<MemorySegment> witnesses = new ArrayList<>();
            for (int i = 0; i < WITNESSES; i++) {
                witnesses.add(beside.allocateFrom(ValueLayout.JAVA_LONG, -1L - i, i, i, i));
            }
            long live = allocator.audit().liveBlocks();
            for (int round = 0; round < ROUNDS && failure.get() == null; round++) {
                Arena arena = turns ? allocator.reusableSharedArena() : allocator.sharedArena();
                round(arena, round, turns);
                AuditReport report = allocator.audit();
                assertThat(report.problems()).isEmpty();
                assertThat(report.liveBlocks()).as("round %d", round).isEqualTo(live);
            }
            for (int i = 0; i < WITNESSES; i++) {
                assertThat(witnesses.get(i).toArray(ValueLayout.JAVA_LONG)).containsExactly(-1L - i, i, i, i);
            }
        }
        assertThat(failure.get()).isNull();
        assertThat(allocated.get()).isGreaterThanOrEqualTo(ROUNDS); // one each before a close, at least
    }

    private void round(Arena arena, int round, boolean turns) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            long seed = 1L + (long) round * THREADS + i;
            Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(builder.start(() -> work(arena, seed, begun, turns)));
        }
        begun.await();
        LockSupport.parkNanos(round % 8 * 300_000L);
        arena.close();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void allocateAgainstClose() throws InterruptedException {
        storm(conservation.open().allocator(), false);
    }

    @Test
    void allocateAgainstTurnsAndClose() throws InterruptedException {
        storm(conservation.open().allocator(), true);
    }
}

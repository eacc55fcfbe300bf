package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.ccache.allocator.ArenaCase.ArenaKind;
import org.ccache.allocator.sizeclass.SizeClasses;

/**
 * What holds of every arena, the JDK's too: of sizes, alignments and lives. More are in {@link ArenaThreadsFacts} and
 * {@link ArenaContentsFacts}.
 */
final class ArenaFacts {
    @FunctionalInterface
    interface Fact {
        void hold(ArenaCase arenas) throws Throwable;
    }

    static final String CLOSED = "Already closed";
    private static final Set<String> OF_A_CLOSE = Set.of(
            "a second close is refused",
            "nothing is allocated after close",
            "wrong arguments come before closed",
            "segments are dead after close",
            "slices and buffers are dead after close",
            "another thread's allocations after close",
            "a cleanup runs once, at the end");
    private static final int MANY = 100_000;
    private static final int LENGTH_BITS = 16;

    private ArenaFacts() {}

    /** All that there are, by name. */
    static Map<String, Fact> all() {
        Map<String, Fact> all = new LinkedHashMap<>();
        all.put("sizes are exact, and end where they end", ArenaFacts::sizesAreExact);
        all.put("zero bytes have an address of their own", ArenaFacts::zeroBytesHaveAnAddress);
        all.put("alignments are kept", ArenaFacts::alignmentsAreKept);
        all.put("all segments are good for a long", ArenaFacts::allAreGoodForALong);
        all.put("segments are zero, also where others were", ArenaFacts::segmentsAreZero);
        all.put("no segment overlaps another", ArenaFacts::noneOverlap);
        all.put("a negative size is refused", ArenaFacts::negativeSizes);
        all.put("an alignment that is no power of two is refused", ArenaFacts::wrongAlignments);
        all.put("of two wrong arguments the size is named", ArenaFacts::sizeFirst);
        all.put("the largest sizes are out of memory", ArenaFacts::largestSizes);
        all.put("the largest alignments are out of memory", ArenaFacts::largestAlignments);
        all.put("a refused size leaves the arena at work", ArenaFacts::refusedSizes);
        all.put("a second close is refused", ArenaFacts::secondClose);
        all.put("the collector's cannot be closed", ArenaFacts::autoClose);
        all.put("nothing is allocated after close", ArenaFacts::allocateAfterClose);
        all.put("wrong arguments come before closed", ArenaFacts::argumentsBeforeClosed);
        all.put("segments are dead after close", ArenaFacts::deadAfterClose);
        all.put("slices and buffers are dead after close", ArenaFacts::slicesAfterClose);
        all.put("the scope lives until close", ArenaFacts::scopeLives);
        all.put("segments have the arena's scope, others another", ArenaFacts::scopesEqual);
        all.put("an arena outlives another", ArenaFacts::outlives);
        all.putAll(ArenaThreadsFacts.all());
        all.putAll(ArenaContentsFacts.all());
        return all;
    }

    /** Those that say something of arenas of a kind: not each has a close, or other threads. */
    static Map<String, Fact> of(ArenaKind kind) {
        Map<String, Fact> facts = all();
        if (kind.closes()) {
            facts.remove("the collector's cannot be closed");
        } else {
            facts.keySet().removeAll(OF_A_CLOSE);
        }
        if (!kind.forAll()) {
            facts.remove("many threads allocate at once");
        }
        return facts;
    }

    /** Around the bounds of size classes, and of chunks. */
    private static long[] sizes() {
        return LongStream.concat(
                        LongStream.rangeClosed(0, 40),
                        LongStream.rangeClosed(SizeClasses.FIRST, SizeClasses.LAST)
                                .map(c -> SizeClasses.size((int) c))
                                .flatMap(size -> LongStream.rangeClosed(size - 1, size + 1)))
                .distinct()
                .toArray();
    }

    private static void sizesAreExact(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            for (long size : sizes()) {
                MemorySegment segment = arena.allocate(size);
                assertThat(segment.byteSize()).isEqualTo(size);
                if (size > 0) {
                    segment.set(ValueLayout.JAVA_BYTE, size - 1, (byte) 1);
                }
                assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, size))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        });
    }

    private static void zeroBytesHaveAnAddress(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            Set<Long> addresses = new HashSet<>();
            for (int i = 0; i < 1000; i++) {
                MemorySegment segment = arena.allocate(0, 1L << i % 8);
                assertThat(segment.byteSize()).isZero();
                assertThat(segment.address() & (1L << i % 8) - 1).isZero();
                addresses.add(segment.address());
            }
            assertThat(addresses).hasSize(1000).doesNotContain(0L);
        });
    }

    private static void alignmentsAreKept(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            for (long alignment = 1; alignment <= 4 << 20; alignment *= 2) {
                for (long size : new long[] {0, 1, 7, 24, alignment - 1, alignment, alignment + 1}) {
                    MemorySegment segment = arena.allocate(size, alignment);
                    assertThat(segment.address() & alignment - 1).isZero();
                    assertThat(segment.byteSize()).isEqualTo(size);
                    assertThat(segment.maxByteAlignment()).isGreaterThanOrEqualTo(alignment);
                }
            }
        });
    }

    private static void allAreGoodForALong(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            for (int size = 8; size < 100; size++) {
                MemorySegment segment = arena.allocate(size);
                segment.set(ValueLayout.JAVA_LONG, 0, size);
                assertThat(segment.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(size);
                assertThat(segment.maxByteAlignment()).isGreaterThanOrEqualTo(16);
            }
        });
    }

    private static void segmentsAreZero(ArenaCase arenas) throws Throwable {
        for (int round = 0; round < 4; round++) {
            int seed = round;
            arenas.with(arena -> {
                SplittableRandom random = new SplittableRandom(seed);
                for (int i = 0; i < 300; i++) {
                    long size = i % 50 == 49 ? random.nextLong(300_000) : random.nextLong(1 + 20L * i);
                    MemorySegment segment = i % 3 == 0 // dirty what is not zeroed, and what is
                            ? arena.allocateFrom("a text of some length".repeat(random.nextInt(10)))
                            : arena.allocate(size, 1L << random.nextInt(9));
                    if (i % 3 != 0) {
                        assertThat(isZero(segment)).as("%d bytes", size).isTrue();
                    }
                    segment.fill((byte) -1);
                }
            });
        }
    }

    static boolean isZero(MemorySegment segment) {
        for (long i = 0; i < segment.byteSize(); i++) {
            if (segment.get(ValueLayout.JAVA_BYTE, i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static void noneOverlap(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            SplittableRandom random = new SplittableRandom(7);
            long[] places = new long[MANY];
            for (int i = 0; i < MANY; i++) {
                long size = random.nextInt(100) == 0 ? random.nextLong(9000) : random.nextLong(80);
                places[i] = place(arena.allocate(size, 1L << random.nextInt(7)));
            }
            assertApart(places);
        });
    }

    /** Start and length in a word. */
    static long place(MemorySegment segment) {
        return segment.address() << LENGTH_BITS | Math.max(1, segment.byteSize());
    }

    static void assertApart(long[] places) {
        Arrays.sort(places);
        for (int i = 1; i < places.length; i++) {
            long before = places[i - 1];
            if ((before >>> LENGTH_BITS) + (before & (1 << LENGTH_BITS) - 1) > places[i] >>> LENGTH_BITS) {
                throw new AssertionError("segments overlap at 0x" + Long.toHexString(places[i] >>> LENGTH_BITS));
            }
        }
    }

    private static void negativeSizes(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            for (long size : new long[] {-1, Long.MIN_VALUE}) {
                assertThatThrownBy(() -> arena.allocate(size, 8))
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessage("The provided allocation size is negative: " + size);
            }
        });
    }

    private static void wrongAlignments(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            for (long alignment : new long[] {0, 3, 24, -1, -8, Long.MIN_VALUE, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> arena.allocate(8, alignment))
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessage("Invalid alignment constraint : " + alignment);
            }
        });
    }

    private static void sizeFirst(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> assertThatThrownBy(() -> arena.allocate(-5, 3))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-5"));
    }

    private static void largestSizes(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            for (long size :
                    new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 7, Long.MAX_VALUE - 4096, 1L << 62, 1L << 50}) {
                for (long alignment : new long[] {1, 16, 64}) {
                    assertThatThrownBy(() -> arena.allocate(size, alignment)).isInstanceOf(OutOfMemoryError.class);
                }
            }
        });
    }

    private static void largestAlignments(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            for (long size : new long[] {0, 1, 1 << 20}) {
                assertThatThrownBy(() -> arena.allocate(size, 1L << 62)).isInstanceOf(OutOfMemoryError.class);
            }
        });
    }

    private static void refusedSizes(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            MemorySegment before = arena.allocateFrom(ValueLayout.JAVA_LONG, 42);
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> arena.allocate(1L << 52)).isInstanceOf(OutOfMemoryError.class);
                arena.allocate(100).fill((byte) 1);
            }
            assertThat(before.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(42);
        });
    }

    private static void secondClose(ArenaCase arenas) {
        for (int segments = 0; segments < 3; segments++) {
            Arena arena = arenas.maker().get();
            for (int i = 0; i < segments; i++) {
                arena.allocate(70_000L * i);
            }
            arena.close();
            refusesClosed(arena::close);
            refusesClosed(arena::close);
        }
    }

    static void refusesClosed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(CLOSED);
    }

    private static void autoClose(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            MemorySegment segment = arena.allocate(8);
            assertThatThrownBy(arena::close).isExactlyInstanceOf(UnsupportedOperationException.class);
            segment.set(ValueLayout.JAVA_LONG, 0, 1);
            arena.allocate(8);
        });
    }

    /** Of sizes that come out of a chunk and of those that do not. */
    private static void allocateAfterClose(ArenaCase arenas) {
        for (long before : new long[] {-1, 10, 100_000}) {
            Arena arena = arenas.maker().get();
            if (before >= 0) {
                arena.allocate(before);
            }
            arena.close();
            for (long size : new long[] {0, 1, 100, 5000, 200_000, Long.MAX_VALUE - 100}) {
                refusesClosed(() -> arena.allocate(size));
            }
            refusesClosed(() -> arena.allocateFrom("text"));
        }
    }

    private static void argumentsBeforeClosed(ArenaCase arenas) {
        Arena arena = arenas.maker().get();
        arena.close();
        assertThatThrownBy(() -> arena.allocate(-1)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> arena.allocate(1, 3)).isExactlyInstanceOf(IllegalArgumentException.class);
    }

    private static void deadAfterClose(ArenaCase arenas) {
        for (long size : new long[] {16, 300, 100_000}) {
            Arena arena = arenas.maker().get();
            MemorySegment segment = arena.allocate(size);
            arena.close();
            refusesClosed(() -> segment.get(ValueLayout.JAVA_LONG, 0));
            refusesClosed(() -> segment.set(ValueLayout.JAVA_LONG, 0, 1));
            refusesClosed(() -> segment.fill((byte) 0));
            refusesClosed(() -> MemorySegment.copy(segment, 0, MemorySegment.ofArray(new byte[16]), 0, 16));
            assertThat(segment.byteSize()).isEqualTo(size);
        }
    }

    private static void slicesAfterClose(ArenaCase arenas) {
        Arena arena = arenas.maker().get();
        MemorySegment segment = arena.allocate(64);
        MemorySegment slice = segment.asSlice(8, 16);
        java.nio.ByteBuffer buffer = segment.asByteBuffer();
        arena.close();
        refusesClosed(() -> slice.get(ValueLayout.JAVA_LONG, 0));
        refusesClosed(() -> segment.asSlice(8, 16).get(ValueLayout.JAVA_LONG, 0));
        refusesClosed(() -> buffer.get(0));
    }

    private static void scopeLives(ArenaCase arenas) {
        Arena arena = arenas.maker().get();
        MemorySegment.Scope scope = arena.scope();
        MemorySegment segment = arena.allocate(10);
        assertThat(scope.isAlive()).isTrue();
        assertThat(segment.scope().isAlive()).isTrue();
        if (arenas.kind().closes()) {
            arena.close();
            assertThat(scope.isAlive()).isFalse();
            assertThat(segment.scope().isAlive()).isFalse();
            assertThat(arena.scope().isAlive()).isFalse();
        }
    }

    private static void scopesEqual(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> arenas.with(other -> {
            MemorySegment segment = arena.allocate(10);
            assertThat(segment.scope()).isEqualTo(arena.scope());
            assertThat(segment.asSlice(1).scope()).isEqualTo(arena.scope());
            assertThat(arena.allocate(100_000).scope()).isEqualTo(segment.scope());
            assertThat(segment.scope()).isNotEqualTo(other.scope());
        }));
    }

    private static void outlives(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            MemorySegment[] kept = new MemorySegment[1];
            for (int i = 0; i < 50; i++) {
                int round = i;
                arenas.with(other -> {
                    other.allocate(50).fill((byte) -1);
                    kept[0] = kept[0] == null ? arena.allocate(60) : kept[0];
                    kept[0].set(ValueLayout.JAVA_INT, 0, round);
                });
                assertThat(kept[0].get(ValueLayout.JAVA_INT, 0)).isEqualTo(i);
                assertThat(kept[0].get(ValueLayout.JAVA_INT, 4)).isZero();
            }
        });
    }
}

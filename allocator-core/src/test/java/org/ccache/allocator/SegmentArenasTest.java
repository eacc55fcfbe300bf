package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ccache.allocator.ArenaFacts.refusesClosed;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What arenas of an allocator do beyond those of the JDK: {@link ArenaContractTest} has what they do alike. */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
@Tag("modes")
final class SegmentArenasTest {
    private static final byte DIRTY = 0x5a; // what the fake's blocks hold
    private static final long MIB = 1 << 20;
    private static final int KINDS = 5; // in the order of makers
    private static final int AUTO = 2;
    private static final int[] CLOSING = {0, 1, 3, 4};

    @RegisterExtension
    final Conservation conservation;

    SegmentArenasTest(FrontEnd frontEnd) {
        this.conservation = new Conservation(frontEnd);
    }

    private interface Maker extends Function<ArenaOption[], Arena> {}

    private static List<Maker> makers(OffHeapAllocator allocator) {
        return List.of(
                allocator::arena,
                allocator::sharedArena,
                allocator::autoArena,
                allocator::reusableArena,
                allocator::reusableSharedArena);
    }

    private static Arena zeroed(Maker maker) {
        return maker.apply(new ArenaOption[0]);
    }

    /** Unless nobody can. */
    private static void end(Arena arena) {
        try {
            arena.close();
        } catch (UnsupportedOperationException e) {
            return; // the collector's
        }
    }

    @Test
    void withTheOptionSegmentsAreNotZeroed() {
        for (long size : new long[] {1, 40, 900, 20_000, 300_000}) {
            for (int kind = 0; kind < KINDS; kind++) {
                Maker maker = makers(new FakeAllocator()).get(kind); // whose blocks were never used
                Arena arena = maker.apply(new ArenaOption[] {ArenaOption.NOT_ZEROED});
                MemorySegment segment = arena.allocate(size);
                assertThat(segment.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo(DIRTY);
                assertThat(segment.get(ValueLayout.JAVA_BYTE, size - 1)).isEqualTo(DIRTY);
                end(arena);
            }
        }
    }

    /** What is behind a text in its chunk shows whether it was zeroed before. */
    @Test
    void whatIsWrittenAsAWholeIsNotZeroedBefore() {
        for (int kind = 0; kind < KINDS; kind++) {
            FakeAllocator fake = new FakeAllocator();
            Arena arena = zeroed(makers(fake).get(kind));
            MemorySegment text = arena.allocateFrom("abc");
            MemorySegment array = arena.allocateFrom(ValueLayout.JAVA_BYTE, new byte[5]);
            assertThat(fake.segment(text.address()).get(ValueLayout.JAVA_BYTE, 4))
                    .isEqualTo(DIRTY);
            assertThat(fake.segment(text.address()).get(ValueLayout.JAVA_BYTE, 16 + 5))
                    .isEqualTo(DIRTY);
            assertThat(array.address() - text.address()).isEqualTo(16);
            end(arena);
        }
    }

    @Test
    void givesBackHoweverManyBlocksItHad() {
        CcacheAllocator allocator = conservation.open().allocator();
        for (int blocks = 0; blocks < 40; blocks++) {
            for (int kind : CLOSING) {
                Arena arena = zeroed(makers(allocator).get(kind));
                for (int i = 0; i < blocks; i++) {
                    arena.allocate(20_000 + 3000L * i);
                }
                assertThat(allocator.audit().liveBlocks()).isEqualTo(blocks);
                arena.close();
                assertThat(allocator.audit().liveBlocks()).isZero();
            }
        }
    }

    @Test
    void manySmallSegmentsTakeFewBlocks() {
        CcacheAllocator allocator = conservation.open().allocator();
        for (int kind : CLOSING) {
            Arena arena = zeroed(makers(allocator).get(kind));
            for (int i = 0; i < 1000; i++) {
                arena.allocate(64);
            }
            assertThat(allocator.audit().liveBlocks()).isBetween(1L, 8L);
            assertThat(allocator.stats().liveBytes()).isLessThan(3 * 64_000);
            arena.close();
        }
    }

    @Test
    void aTurnEndsItsSegmentsAtOnceIfOneThreadHasThem() {
        CcacheAllocator allocator = conservation.open().allocator();
        try (ReusableArena arena = allocator.reusableArena()) {
            MemorySegment.Scope before = arena.scope();
            MemorySegment segment = arena.allocate(10);
            arena.reset();
            refusesClosed(() -> segment.get(ValueLayout.JAVA_BYTE, 0));
            assertThat(before.isAlive()).isFalse();
            assertThat(arena.scope().isAlive()).isTrue();
            assertThat(arena.allocate(10).get(ValueLayout.JAVA_BYTE, 0)).isZero();
        }
    }

    @Test
    void turnsOfTheSameSizesNeedNoBlocks() {
        FakeAllocator fake = new FakeAllocator();
        for (long size : new long[] {16, 300, 5000, 70_000}) {
            try (ReusableArena arena = fake.reusableArena()) {
                for (int turn = 0; turn < 10; turn++) {
                    long before = fake.allocations();
                    for (int i = 0; i < 12; i++) {
                        arena.allocate(size);
                    }
                    arena.reset();
                    assertThat(fake.allocations() - before).isLessThanOrEqualTo(turn < 2 ? 12 : 0);
                    assertThat(fake.liveBlocks()).isLessThanOrEqualTo(1);
                }
            }
            assertThat(fake.liveBlocks()).isZero();
        }
    }

    /** Each segment ever given shows what its turn wrote, or is dead; and dead it is in the end. */
    @Test
    void noSegmentOfASharedArenaShowsAnotherTurn() {
        CcacheAllocator allocator = conservation.open().allocator();
        try (ReusableArena arena = allocator.reusableSharedArena()) {
            List<MemorySegment> old = new ArrayList<>();
            int dead = 0;
            for (int turn = 0; turn < 300; turn++) {
                for (int i = 0; i < 20; i++) {
                    MemorySegment segment = arena.allocate(4 + i * 200L);
                    assertThat(segment.get(ValueLayout.JAVA_INT, 0)).isZero();
                    segment.set(ValueLayout.JAVA_INT, 0, turn);
                    old.add(segment);
                }
                arena.reset();
            }
            for (int i = 0; i < old.size(); i++) {
                try {
                    assertThat(old.get(i).get(ValueLayout.JAVA_INT, 0)).isEqualTo(i / 20);
                } catch (IllegalStateException e) {
                    dead++;
                }
            }
            assertThat(dead).isBetween(1, old.size() - 1);
            assertThat(allocator.stats().liveBytes()).isLessThan(8 * MIB);
        }
    }

    @Test
    void aTurnAfterCloseIsRefusedAndOneByAnotherThread() throws InterruptedException {
        CcacheAllocator allocator = conservation.open().allocator();
        for (ReusableArena arena : List.of(allocator.reusableArena(), allocator.reusableSharedArena())) {
            arena.allocate(5 * MIB);
            arena.close();
            refusesClosed(arena::reset);
            refusesClosed(arena::close);
        }
        try (ReusableArena arena = allocator.reusableArena()) {
            MemorySegment segment = arena.allocate(10);
            for (Thread.Builder builder : ArenaCase.builders()) {
                assertThat(ArenaCase.in(builder, ignored -> arena.reset(), arena))
                        .isExactlyInstanceOf(WrongThreadException.class);
            }
            segment.fill((byte) 1);
        }
    }

    @Test
    void ofAClosedAllocatorNothingIsAllocatedAndNothingTouched() {
        for (int kind = 0; kind < KINDS; kind++) {
            for (long first : new long[] {10, 100_000}) {
                CcacheAllocator allocator = conservation.openUnsettled(conservation.builder());
                Arena arena = zeroed(makers(allocator).get(kind));
                arena.allocate(first);
                allocator.close();
                for (long size : new long[] {0, 10, 5000, 100_000, 3 * MIB}) {
                    assertThatThrownBy(() -> arena.allocate(size)).isInstanceOf(IllegalStateException.class);
                }
                end(arena);
                assertThat(arena.scope().isAlive()).isEqualTo(kind == AUTO);
                Maker maker = makers(allocator).get(kind);
                assertThatThrownBy(() -> zeroed(maker)).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void ofAClosedFakeNeither() {
        for (int kind = 0; kind < KINDS; kind++) {
            FakeAllocator fake = new FakeAllocator();
            Arena arena = zeroed(makers(fake).get(kind));
            arena.allocate(10);
            fake.close();
            assertThatThrownBy(() -> arena.allocate(10)).isInstanceOf(IllegalStateException.class);
            end(arena);
        }
    }

    @Test
    void aLimitRefusesAndTheArenaGoesOn() {
        CcacheAllocator allocator = conservation.open().allocator();
        for (int kind : CLOSING) {
            AllocatorScope scope = allocator.scope("part", MIB);
            Arena arena = zeroed(makers(scope).get(kind));
            MemorySegment before = arena.allocate(10);
            assertThatThrownBy(() -> arena.allocate(2 * MIB))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("scope part");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100_000; i++) {
                            arena.allocate(100);
                        }
                    })
                    .isInstanceOf(OutOfMemoryError.class);
            before.fill((byte) 1);
            arena.allocate(0);
            arena.close();
            scope.close(); // says if anything is left
        }
    }

    @Test
    void aBlockThatWasFreedByItsAddressIsReportedAfterTheOthersAreFree() {
        CcacheAllocator allocator = conservation.open().allocator();
        for (int kind : CLOSING) {
            Arena arena = zeroed(makers(allocator).get(kind));
            arena.allocate(100_000);
            MemorySegment freed = arena.allocate(3 * MIB);
            arena.allocate(200_000);
            allocator.free(freed.address());
            assertThatThrownBy(arena::close).isInstanceOf(InvalidAddressException.class);
            assertThat(allocator.audit().liveBlocks()).isZero();
            refusesClosed(arena::close);
        }
    }

    @Test
    void theCollectorIsAskedBeforeItsArenasAreRefused() throws InterruptedException {
        CcacheAllocator allocator =
                conservation.open(conservation.builder().limit(16 * MIB)).allocator();
        for (int i = 0; i < 60; i++) {
            allocator.autoArena().allocate(2 * MIB).fill((byte) 1);
        }
        ArenaContractTest.awaitNone(() -> allocator.audit().liveBlocks());
    }

    /** By the arenas that several threads or none may close, so that it may be all that is left of it. */
    @Test
    void aSegmentKeepsTheAllocator() throws InterruptedException {
        for (int kind : new int[] {1, 2, 4}) {
            List<WeakReference<CcacheAllocator>> reference = new ArrayList<>();
            MemorySegment segment = orphan(kind, reference);
            for (int i = 0; i < 5; i++) {
                System.gc();
                Thread.sleep(20);
            }
            CcacheAllocator allocator = reference.getFirst().get();
            assertThat(allocator).isNotNull();
            assertThat(segment.get(ValueLayout.JAVA_BYTE, 99)).isEqualTo((byte) 7);
            allocator.close();
        }
    }

    private MemorySegment orphan(int kind, List<WeakReference<CcacheAllocator>> reference) {
        CcacheAllocator allocator = conservation.builder().build();
        reference.add(new WeakReference<>(allocator));
        return zeroed(makers(allocator).get(kind)).allocate(100).fill((byte) 7);
    }

    @Test
    void blocksAsSegments() {
        CcacheAllocator allocator = conservation.open().allocator();
        SegmentAllocator segments = allocator.asSegmentAllocator();
        for (long alignment : new long[] {1, 8, 64, 4096}) {
            for (long size : new long[] {0, 1, 100, 70_000}) {
                MemorySegment segment = segments.allocate(size, alignment);
                assertThat(segment.byteSize()).isEqualTo(size);
                assertThat(segment.address() % alignment).isZero();
                assertThat(segment.scope()).isEqualTo(Arena.global().scope());
                allocator.free(segment.address(), size, alignment);
            }
        }
        MemorySegment text = segments.allocateFrom("text");
        assertThat(text.getString(0)).isEqualTo("text");
        allocator.free(text.address());
        assertThatThrownBy(() -> segments.allocate(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("The provided allocation size is negative: -1");
        assertThatThrownBy(() -> segments.allocate(1, 3))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid alignment constraint : 3");
        assertThatThrownBy(() -> segments.allocate(Long.MAX_VALUE)).isInstanceOf(OutOfMemoryError.class);
        assertThat(new FakeAllocator().asSegmentAllocator().allocate(8).get(ValueLayout.JAVA_BYTE, 0))
                .isEqualTo(DIRTY);
    }

    @Test
    void nullOptionsAreRefused() {
        FakeAllocator fake = new FakeAllocator();
        Stream.of(null, new ArenaOption[] {null}).forEach(options -> {
            for (Maker maker : makers(fake)) {
                assertThatThrownBy(() -> maker.apply(options))
                        .isInstanceOf(NullPointerException.class)
                        .hasMessageContaining("options");
            }
        });
    }
}

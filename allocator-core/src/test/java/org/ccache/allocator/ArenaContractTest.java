package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ccache.allocator.ArenaCase.ArenaKind;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fact of arenas, of those of an allocator, of a scope of it and of a fake that has what the interface gives it;
 * {@link JdkArenasTest} has the same of the JDK's. After each fact nothing is live of what it had.
 */
@ParameterizedClass
@MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
@Tag("modes")
final class ArenaContractTest {
    private static final int PATIENCE_ROUNDS = 500;

    @RegisterExtension
    final Conservation conservation;

    ArenaContractTest(FrontEnd frontEnd) {
        this.conservation = new Conservation(frontEnd);
    }

    static List<ArenaCase> cases(OffHeapAllocator allocator) {
        List<ArenaCase> cases = new ArrayList<>();
        add(cases, "arena", ArenaKind.CONFINED, allocator::arena);
        add(cases, "sharedArena", ArenaKind.SHARED, allocator::sharedArena);
        add(cases, "autoArena", ArenaKind.AUTO, allocator::autoArena);
        add(cases, "reusableArena", ArenaKind.CONFINED, options -> used(allocator.reusableArena(options)));
        add(cases, "reusableSharedArena", ArenaKind.SHARED, options -> used(allocator.reusableSharedArena(options)));
        return cases;
    }

    private static void add(List<ArenaCase> cases, String name, ArenaKind kind, Function<ArenaOption[], Arena> maker) {
        Supplier<Arena> zeroed = () -> maker.apply(new ArenaOption[0]);
        cases.add(new ArenaCase(name, kind, zeroed));
    }

    /** In its third turn, with memory of those before. */
    private static ReusableArena used(ReusableArena arena) {
        for (int turn = 0; turn < 2; turn++) {
            for (int i = 0; i < 20; i++) {
                arena.allocate(100L * i).fill((byte) -1);
            }
            arena.reset();
        }
        return arena;
    }

    @TestFactory
    Stream<DynamicNode> ofAnAllocator() {
        CcacheAllocator allocator = conservation.open().allocator();
        return facts(allocator, () -> allocator.audit().liveBlocks());
    }

    @TestFactory
    Stream<DynamicNode> ofAScope() {
        CcacheAllocator allocator = conservation.open().allocator();
        AllocatorScope scope = allocator.scope("arenas", Long.MAX_VALUE);
        return facts(scope, () -> scope.stats().liveBlocks() + allocator.audit().liveBlocks());
    }

    @TestFactory
    Stream<DynamicNode> ofAFake() {
        FakeAllocator fake = new FakeAllocator();
        return facts(fake, fake::liveBlocks);
    }

    private static Stream<DynamicNode> facts(OffHeapAllocator allocator, LongSupplier live) {
        return cases(allocator).stream().map(arenas -> {
            Stream<DynamicTest> tests = ArenaFacts.of(arenas.kind()).entrySet().stream()
                    .map(fact -> DynamicTest.dynamicTest(fact.getKey(), () -> {
                        fact.getValue().hold(arenas);
                        if (arenas.kind().closes()) {
                            assertThat(live.getAsLong()).isZero();
                        }
                    }));
            DynamicTest end = DynamicTest.dynamicTest("nothing is live", () -> awaitNone(live));
            return DynamicContainer.dynamicContainer(arenas.name(), Stream.concat(tests, Stream.of(end)));
        });
    }

    /** What the collector has to find, it finds. */
    static void awaitNone(LongSupplier live) throws InterruptedException {
        for (int round = 0; round < PATIENCE_ROUNDS && live.getAsLong() > 0; round++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(live.getAsLong()).isZero();
    }
}

package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.Stream;
import org.ccache.allocator.ArenaCase.ArenaKind;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The facts that {@link ArenaContractTest} holds ours to are facts: of the JDK's own arenas. */
final class JdkArenasTest {
    @SuppressWarnings("MustBeClosedChecker") // by the facts
    private static List<ArenaCase> cases() {
        return List.of(
                new ArenaCase("Arena.ofConfined", ArenaKind.CONFINED, Arena::ofConfined),
                new ArenaCase("Arena.ofShared", ArenaKind.SHARED, Arena::ofShared),
                new ArenaCase("Arena.ofAuto", ArenaKind.AUTO, Arena::ofAuto));
    }

    @TestFactory
    Stream<DynamicNode> ofTheJdk() {
        return cases().stream()
                .map(arenas -> DynamicContainer.dynamicContainer(
                        arenas.name(),
                        ArenaFacts.of(arenas.kind()).entrySet().stream()
                                .map(fact -> DynamicTest.dynamicTest(
                                        fact.getKey(), () -> fact.getValue().hold(arenas)))));
    }

    /** How many facts there are, and on how many kinds of arenas each is looked at, for who quotes it. */
    @Test
    void saysHowManyThereAre() {
        int facts = ArenaFacts.all().size();
        List<ArenaCase> ours = ArenaContractTest.cases(new FakeAllocator());
        System.out.println(
                "facts of arenas: " + facts + "; on the JDK's " + cases().size() + " kinds: " + count(cases())
                        + " tests; on our " + ours.size() + ", in each front end: " + count(ours)
                        + " tests of an allocator's, of a scope's and of a fake's each");
        assertThat(facts).isGreaterThanOrEqualTo(50);
    }

    private static int count(List<ArenaCase> cases) {
        return cases.stream()
                .mapToInt(arenas -> ArenaFacts.of(arenas.kind()).size())
                .sum();
    }
}

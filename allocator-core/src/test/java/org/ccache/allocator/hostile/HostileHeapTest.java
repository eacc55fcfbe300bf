package org.ccache.allocator.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ccache.allocator.ChildProgram;
import org.ccache.allocator.ChildProgram.Ending;
import org.ccache.allocator.FrontEnd;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No room on the Java heap, from the first call of a process on. In the long form each action is the first of a process
 * once, in each front end; in the short form one that differs by front end, and in the ccaches an allocation too.
 */
final class HostileHeapTest {
    private static final List<String> FIRSTS =
            List.of("free foreign", "free large", "reallocate between small and large", "stats in words");

    static Stream<Arguments> processes() {
        return HostileStates.frontEnds()
                .flatMap(frontEnd -> firsts(frontEnd).mapToObj(first -> arguments(frontEnd, first, name(first))));
    }

    private static String name(int first) {
        return Actions.all().get(first).name();
    }

    private static IntStream firsts(FrontEnd frontEnd) {
        return ChildProgram.LONG
                ? IntStream.range(0, Actions.all().size())
                : IntStream.concat(
                        IntStream.of(HostileStates.number(FIRSTS.get(HostileStates.place(frontEnd)))),
                        frontEnd == FrontEnd.CCACHE ? IntStream.of(0) : IntStream.empty());
    }

    @ParameterizedTest(name = "{0}, first {2}")
    @MethodSource("processes")
    void aFullHeapRefusesAndBreaksNothing(FrontEnd frontEnd, int first, String name) throws Exception {
        Ending outcome = new ChildProgram(HeapProgram.class)
                .options("-Xmx24m", "-Xms24m", "-XX:+UseSerialGC")
                .run(frontEnd.name(), Integer.toString(first), ChildProgram.LONG ? "4" : "1");
        HostileStates.reached(outcome.healthy());
    }

    /** What a thread was not given is not at work in it, unseen by drains and audits. */
    @ParameterizedTest
    @EnumSource(names = {"TCACHE", "HYBRID"})
    void aThreadWhoseTableCannotGrowHasNoCacheThatNobodyKnows(FrontEnd frontEnd) throws Exception {
        Ending outcome = new ChildProgram(ThreadTableProgram.class)
                .options("-Xmx48m", "-Xms48m", "-XX:+UseSerialGC")
                .run(frontEnd.name())
                .healthy();
        assertThat(outcome.value("full")).as(outcome.toString()).isEqualTo("true");
        assertThat(outcome.value("refused")).as(outcome.toString()).isEqualTo("true");
        assertThat(outcome.value("problems")).as(outcome.toString()).isEqualTo("[]");
        assertThat(outcome.value("live")).as(outcome.toString()).isEqualTo("100"); // nothing that no cache has
    }
}

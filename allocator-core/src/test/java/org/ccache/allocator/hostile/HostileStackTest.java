package org.ccache.allocator.hostile;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ccache.allocator.ChildProgram;
import org.ccache.allocator.ChildProgram.Ending;
import org.ccache.allocator.FrontEnd;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No room on the stack, from the first call of a process on, in each front end and compiler. Which action comes first
 * in a process goes round with the compilers; in the long form it is each of them with each.
 */
final class HostileStackTest {
    enum Compiler {
        INTERPRETER("-Xint"),
        C1("-XX:TieredStopAtLevel=1"),
        C2("-XX:-TieredCompilation"),
        TIERED("-XX:TieredStopAtLevel=4"),
        /** The product's code from its first call on; the JDK's all the same would take most of a minute. */
        AT_ONCE("-Xcomp", "-XX:CompileCommand=quiet", "-XX:CompileCommand=compileonly,org.ccache.*::*");

        @SuppressWarnings("ImmutableEnumChecker") // List.of is
        private final List<String> options;

        Compiler(String... options) {
            this.options = List.of(options);
        }
    }

    private static final List<String> FIRSTS =
            List.of("allocate small", "free foreign", "through all tiers and back", "beyond the limit", "free large");

    static Stream<Arguments> processes() {
        return HostileStates.frontEnds()
                .flatMap(frontEnd -> Stream.of(Compiler.values())
                        .flatMap(compiler ->
                                firsts(compiler, frontEnd).map(first -> arguments(frontEnd, compiler, first))));
    }

    private static Stream<String> firsts(Compiler compiler, FrontEnd frontEnd) {
        return ChildProgram.LONG
                ? Actions.all().stream().map(Action::name)
                : Stream.of(
                        FIRSTS.get((Arrays.asList(Compiler.values()).indexOf(compiler) + HostileStates.place(frontEnd))
                                % FIRSTS.size()));
    }

    @ParameterizedTest(name = "{0}, {1}, first {2}")
    @MethodSource("processes")
    void theStacksEndRefusesAndBreaksNothing(FrontEnd frontEnd, Compiler compiler, String first) throws Exception {
        Ending outcome = child(compiler)
                .run(
                        frontEnd.name(),
                        Integer.toString(HostileStates.number(first)),
                        "1",
                        Integer.toString(ChildProgram.LONG ? 1 : 5));
        HostileStates.reached(outcome.healthy());
    }

    private static ChildProgram child(Compiler compiler) {
        return new ChildProgram(StackProgram.class)
                .options("-XX:+UseSerialGC")
                .options("-XX:-PrintWarnings") // of overflows inside the JDK's locks
                .options("-XX:MaxJavaStackTraceDepth=20") // thousands of overflows: each costs what its trace costs
                .options(compiler.options.toArray(String[]::new));
    }

    /** Two hundred threads at once with the least that a thread can have, and at their places all but none of it. */
    @ParameterizedTest
    @MethodSource("org.ccache.allocator.hostile.HostileStates#frontEnds")
    void threadsWithTheSmallestStackWork(FrontEnd frontEnd) throws Exception {
        new ChildProgram(SmallStackProgram.class)
                .options("-XX:+UseSerialGC", "-XX:-PrintWarnings")
                .run(frontEnd.name())
                .healthy();
    }
}

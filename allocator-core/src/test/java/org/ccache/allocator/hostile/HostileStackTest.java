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
 * No room on the stack, from the first call of a process on. In the long form in each front end by each compiler, and
 * with each action as the first; in the short form the ccaches by each compiler, the other front ends by two, and the
 * first action goes round with both.
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
                .flatMap(frontEnd -> compilers(frontEnd)
                        .flatMap(compiler ->
                                firsts(compiler, frontEnd).map(first -> arguments(frontEnd, compiler, first))));
    }

    private static Stream<Compiler> compilers(FrontEnd frontEnd) {
        if (ChildProgram.LONG || frontEnd == FrontEnd.CCACHE) {
            return Stream.of(Compiler.values());
        }
        return Stream.of(Compiler.values())
                .filter(compiler -> round(compiler, frontEnd) == 0 || round(compiler, frontEnd) == 2);
    }

    private static Stream<String> firsts(Compiler compiler, FrontEnd frontEnd) {
        return ChildProgram.LONG
                ? Actions.all().stream().map(Action::name)
                : Stream.of(FIRSTS.get(round(compiler, frontEnd)));
    }

    /** Below five, the number of compilers and of first actions; another one for each compiler of a front end. */
    private static int round(Compiler compiler, FrontEnd frontEnd) {
        return (Arrays.asList(Compiler.values()).indexOf(compiler) + HostileStates.place(frontEnd)) % FIRSTS.size();
    }

    @ParameterizedTest(name = "{0}, {1}, first {2}")
    @MethodSource("processes")
    void theStacksEndRefusesAndBreaksNothing(FrontEnd frontEnd, Compiler compiler, String first) throws Exception {
        Ending outcome = child(compiler)
                .run(
                        frontEnd.name(),
                        Integer.toString(HostileStates.number(first)),
                        "1",
                        Integer.toString(ChildProgram.LONG ? 1 : 9));
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

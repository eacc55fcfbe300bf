package org.ccache.rseq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ccache.library.FreshJvm;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every public method of per-CPU data where a real program may be: near the end of the stack, with a full Java heap,
 * interrupted; by each compiler, in each mode. Afterwards everything works and nothing is lost.
 * {@code -Dhostile.rounds=50} is the long form.
 */
final class HostileStatesTest {
    private static final int ROUNDS = Integer.getInteger("hostile.rounds", 1);
    private static final List<String> MODES = List.of("auto", "cpu_id", "off");

    private static final String[] INTERPRETER = {"-Xint"};
    private static final String[] C1 = {};
    private static final String[] C2 = {"-XX:TieredStopAtLevel=4", "-XX:-TieredCompilation"};
    private static final String[] TIERED = {"-XX:TieredStopAtLevel=4"};
    private static final String[] AT_ONCE = {"-Xcomp", "-XX:CompileOnly=org.ccache.*::*"};

    @RegisterExtension
    static final ChildTests CHILDREN = new ChildTests();

    @TestFactory
    List<DynamicTest> nearTheEndOfTheStack() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String mode : MODES) {
            for (String[] compiler : new String[][] {INTERPRETER, C1, C2, TIERED, AT_ONCE}) {
                tests.add(test("deep", mode, compiler));
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> withAFullHeap() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String mode : MODES) {
            for (String[] compiler : new String[][] {INTERPRETER, C1, TIERED}) {
                tests.add(test("full", mode, compiler, "-XX:+UseSerialGC", "-Xmx16m"));
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> interrupted() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String mode : MODES) {
            tests.add(test("interrupted", mode, C1));
        }
        return tests;
    }

    private static DynamicTest test(String state, String mode, String[] compiler, String... more) {
        FreshJvm child = new FreshJvm(HostileReport.class)
                .option("-D" + Rseq.MODE_PROPERTY + "=" + mode)
                .option(compiler)
                .option(more);
        return CHILDREN.test(
                mode + " " + String.join(" ", compiler),
                child,
                outcome -> {
                    assertThat(outcome.out()).as(child + "\n" + outcome).contains("failures=[]");
                    assertThat(outcome.exit()).as(outcome.toString()).isZero();
                    assertThat(Long.parseLong(outcome.value("done"))).isPositive();
                    if (!state.equals("interrupted")) { // in a full heap those that take some of it
                        assertThat(Long.parseLong(outcome.value("errors"))).isPositive();
                    }
                },
                state,
                String.valueOf(ROUNDS));
    }
}

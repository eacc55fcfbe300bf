package org.ccache.rseq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ccache.library.FreshJvm;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The first per-CPU data of a process made near the end of the stack, or with a full Java heap: an error of that kind
 * at most, and nothing is broken for good.
 */
final class PerCpuFirstUseTest {
    private static final List<String> USES = List.of("counter", "exclusive", "ring");

    @RegisterExtension
    static final ChildTests CHILDREN = new ChildTests();

    @TestFactory
    List<DynamicTest> nearTheEndOfTheStack() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String use : USES) {
            for (String mode : List.of("auto", "off")) {
                for (String compiler : List.of("-Xint", "-XX:TieredStopAtLevel=1")) {
                    tests.add(test("deep", use, 4096 * tests.size(), mode, compiler));
                }
            }
        }
        return tests;
    }

    /** What is left of the heap decides where it ends. */
    @TestFactory
    List<DynamicTest> withAFullHeap() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String use : USES) {
            for (int slack : new int[] {0, 10_000, 100_000, 300_000, 500_000}) {
                String mode = slack == 10_000 ? "off" : "auto";
                tests.add(test("full", use, slack, mode, "-Xint", "-XX:+UseSerialGC", "-Xmx16m"));
            }
        }
        return tests;
    }

    private static DynamicTest test(String state, String use, int slack, String mode, String... options) {
        FreshJvm child = new FreshJvm(FirstUseReport.class)
                .option("-D" + Rseq.MODE_PROPERTY + "=" + mode)
                .option(options);
        String name = use + " " + mode + " " + slack + " " + String.join(" ", options);
        return CHILDREN.test(
                name,
                child,
                outcome -> {
                    assertThat(outcome.exit()).as(child + "\n" + outcome).isZero();
                    assertThat(outcome.value("failure")).isEmpty();
                    if (state.equals("deep") || slack == 0) { // what is checked first is more than nothing
                        assertThat(Integer.parseInt(outcome.value("errors"))).isPositive();
                    }
                },
                state,
                use,
                String.valueOf(slack));
    }
}

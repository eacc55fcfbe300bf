package org.ccache.bench.command;

import java.util.EnumSet;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ccache.bench.research.model.Exploration;
import org.ccache.bench.research.model.Explorer;
import org.ccache.bench.research.model.Guard;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "model",
        description =
                "Goes through all states of a small machine on which threads pop and push by sequences while others drain:"
                        + " with all guards of the protocol, then without each of them in turn. Exit code 1 if the whole"
                        + " protocol has a fault, or one without a guard has none.")
final class ModelCommand implements Callable<Integer> {
    /** Two of each: with one there is nobody to exclude, with three there are too many states. */
    private static final int THREADS = 2;

    private static final int DRAINERS = 2;

    @Option(names = "--traces", description = "Print the shortest way to each fault, step by step.")
    private boolean traces;

    @Override
    public Integer call() {
        Exploration whole = new Explorer(THREADS, DRAINERS, EnumSet.allOf(Guard.class)).explore();
        boolean expected = whole.right();
        print("all guards", "", whole);
        for (Guard guard : Guard.values()) {
            Exploration without = Explorer.without(guard, THREADS, DRAINERS).explore();
            print("without " + guard, ": " + guard.rule(), without);
            expected &= !without.right();
        }
        return expected ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void print(String what, String rule, Exploration exploration) {
        System.out.printf(
                Locale.ROOT,
                "%s%s%n  %,d states, %,d steps: %s%n",
                what,
                rule,
                exploration.states(),
                exploration.steps(),
                exploration.right()
                        ? "all there are, none with a fault"
                        : exploration.fault() + " after " + exploration.trace().size() + " steps");
        if (traces) {
            exploration.trace().forEach(step -> System.out.println("    " + step));
        }
    }
}

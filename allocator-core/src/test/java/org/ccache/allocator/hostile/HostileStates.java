package org.ccache.allocator.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ccache.allocator.ChildProgram.Ending;
import org.ccache.allocator.FrontEnd;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;

/** What the tests of the hostile states share. */
final class HostileStates {
    private HostileStates() {}

    /** Those that work here. */
    static Stream<FrontEnd> frontEnds() {
        return Stream.of(FrontEnd.values())
                .filter(frontEnd -> !frontEnd.needsSequences() || Rseq.mode() != RseqMode.UNAVAILABLE);
    }

    /** The state was reached: calls were refused for it, and others came to their end. */
    static void reached(Ending outcome) {
        assertThat(outcome.number("refused")).as(outcome.toString()).isPositive();
        assertThat(outcome.number("returned")).as(outcome.toString()).isPositive();
    }

    /** Its place among all. */
    static int place(FrontEnd frontEnd) {
        return Arrays.asList(FrontEnd.values()).indexOf(frontEnd);
    }

    /** The number of an action in the list of all. */
    static int number(String action) {
        List<String> names = Actions.all().stream().map(Action::name).toList();
        int number = names.indexOf(action);
        if (number < 0) {
            throw new AssertionError("no action " + action);
        }
        return number;
    }
}

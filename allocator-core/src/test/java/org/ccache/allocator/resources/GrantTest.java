package org.ccache.allocator.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.agrona.MutableDirectBuffer;
import org.ccache.allocator.ChildProgram;
import org.ccache.allocator.ChildProgram.Ending;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user is told who starts Java without all that is needed: at once, and so that following it helps. */
final class GrantTest {
    private static final String ALLOCATOR = "org.ccache.allocator";
    private static final String RSEQ = "org.ccache.rseq";

    private static ChildProgram modules(String granted) {
        ChildProgram child = new ChildProgram(GrantProgram.class).onModulePath().notGranted();
        return granted.isEmpty() ? child : child.options("--enable-native-access=" + granted);
    }

    @ParameterizedTest
    @ValueSource(strings = {RSEQ, ALLOCATOR, ""})
    void aGrantThatIsNotWholeIsRefusedAtCreationAndBothModulesNamed(String granted) throws Exception {
        Ending outcome = modules(granted)
                .options("--illegal-native-access=deny")
                .run("create")
                .healthy();
        assertThat(outcome.value("module")).isEqualTo(ALLOCATOR);
        assertThat(outcome.value("refused"))
                .contains("--enable-native-access=")
                .contains(ALLOCATOR)
                .contains(RSEQ);
    }

    @Test
    void aWholeGrantIsAllThatModulesNeed() throws Exception {
        Ending outcome = modules(ALLOCATOR + "," + RSEQ)
                .options("--illegal-native-access=deny")
                .run("create")
                .healthy();
        assertThat(outcome.value("works")).isEqualTo("true");
        assertThat(outcome.output()).doesNotContain("WARNING");
    }

    @Test
    void theFallbackIsLoggedOnceWithItsReason() throws Exception {
        String off = Rseq.MODE_PROPERTY + "=off";
        Ending outcome = new ChildProgram(GrantProgram.class)
                .options("-D" + off)
                .run("log")
                .healthy();
        assertThat(outcome.number("records")).isEqualTo(1);
        assertThat(outcome.value("message")).contains("STRIPED").contains(off);
    }

    @Test
    void whereSequencesWorkNothingIsLogged() throws Exception {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        assertThat(new ChildProgram(GrantProgram.class).run("log").healthy().number("records"))
                .isZero();
    }

    @Test
    void agronasModuleIsNamedInTheHintAndFollowingItHelps() throws Exception {
        Ending outcome = agrona().run().healthy();
        assertThat(outcome.value("agrona")).isEqualTo("org.agrona");
        assertThat(outcome.value("hint")).contains("java.base/jdk.internal.misc=org.agrona");
        assertThat(outcome.value("own")).isEqualTo("43");
        String flag = outcome.value("hint").replaceAll(".*(--add-\\S+) (\\S+=org\\.agrona).*", "$1=$2");
        assertThat(agrona().options(flag).run().healthy().value("wrapped")).isEqualTo("true");
    }

    private static ChildProgram agrona() {
        return new ChildProgram(AgronaProgram.class)
                .onModulePath(MutableDirectBuffer.class)
                .options("--enable-native-access=" + ALLOCATOR + "," + RSEQ);
    }
}

package org.ccache.allocator.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import org.ccache.allocator.ChildProgram;
import org.ccache.allocator.ChildProgram.Ending;
import org.ccache.allocator.FrontEnd;
import org.ccache.allocator.SmokeProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Memory from the JDK alone, and by POSIX' functions, as systems other than Linux have it: in processes that are short
 * of something. Linux is where it runs, forced.
 */
final class JavaMemoryTest {
    private static final String JAVA = "-Dorg.ccache.os=java";
    private static final String WITHOUT_SEQUENCES = "[" + FrontEnd.TCACHE + ", " + FrontEnd.STRIPED + "]";

    private static ChildProgram smoke() {
        return new ChildProgram(SmokeProgram.class).options(JAVA);
    }

    private static Ending works(Ending outcome) {
        assertThat(outcome.healthy().value("works")).isEqualTo(WITHOUT_SEQUENCES);
        assertThat(outcome.value("frontEnd")).isEqualTo("STRIPED");
        assertThat(outcome.value("reason"))
                .startsWith("no native library (switched off: org.ccache.os=java); "
                        + "os java (forced by org.ccache.os=java): memory from the JDK alone, by ");
        return outcome;
    }

    @Test
    void itWorksWithoutALibraryEvenWhereOneIsAskedFor() throws Exception {
        Ending outcome =
                works(smoke().options("-Dorg.ccache.native.path=/nowhere").run());
        assertThat(outcome.value("reason")).contains("private mappings of a sparse file in ");
    }

    /** As a system that we do not know. */
    @Test
    void aSystemThatIsNotKnownHasIt() throws Exception {
        Ending outcome = new ChildProgram(SmokeProgram.class)
                .options("-Dos.name=Plan 9")
                .run()
                .healthy();
        assertThat(outcome.value("works")).isEqualTo(WITHOUT_SEQUENCES);
        assertThat(outcome.value("reason"))
                .contains("ccache has native code for Linux only, this is Plan 9")
                .contains("os java (no other way to memory is known or works on Plan 9)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void posixFunctionsDo(String library) throws Exception {
        Ending outcome = new ChildProgram(SmokeProgram.class)
                .options("-Dorg.ccache.os=posix", "-Dorg.ccache.native=" + library)
                .run()
                .healthy();
        assertThat(outcome.value("reason"))
                .endsWith("os posix (Linux): memory by the C library's mmap, asked for by" + " org.ccache.os=posix");
    }

    @Test
    void anotherWordIsRefusedAndTheRightOnesNamed() throws Exception {
        Ending outcome = new ChildProgram(SmokeProgram.class)
                .options("-Dorg.ccache.os=windows")
                .run();
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.output())
                .contains("IllegalArgumentException: org.ccache.os=windows: use auto, java or posix");
    }

    @Test
    void whatMemoryItIsIsLoggedOnce() throws Exception {
        Ending outcome =
                new ChildProgram(GrantProgram.class).options(JAVA).run("log").healthy();
        assertThat(outcome.number("records")).isEqualTo(2); // and the fallback
        assertThat(outcome.value("message")).startsWith("os java (forced by org.ccache.os=java): memory from the JDK");
    }

    @Test
    void withoutATemporaryFolderThereIsAnotherOne() throws Exception {
        Ending outcome = works(smoke().options("-Djava.io.tmpdir=/nowhere").run());
        assertThat(outcome.value("reason")).doesNotContain("/nowhere");
    }

    /** No file may have a byte: all there is is memory that the JDK allocates, and touches. */
    @Test
    void withoutAnyFolderRangesAreSmall() throws Exception {
        assumeTrue(new File("/bin/sh").canExecute(), "no shell");
        Ending outcome = works(smoke().limited("-f 0")
                .options("-XX:-UsePerfData", "-Xshare:auto", "-Xmx256m", "-XX:+UseSerialGC")
                .run());
        assertThat(outcome.value("reason")).contains("arenas, resident from the start");
        assertThat(outcome.number("reserved")).isEqualTo(64 << 20);
    }

    /** What is asked for by number is refused with what the JDK says of it. */
    @Test
    void littleAddressSpaceIsEnough() throws Exception {
        long exact = 100L << 30;
        Ending outcome = works(smoke().limited("-v " + (8L << 20))
                .options("-Xss512k", "-XX:ReservedCodeCacheSize=64m", "-XX:CompressedClassSpaceSize=64m")
                .run(Long.toString(exact)));
        assertThat(outcome.number("reserved")).isBetween(64L << 20, 8L << 30);
        assertThat(outcome.value("exact")).contains("cannot reserve " + exact, "the JDK refused", "Map failed");
    }

    /** A limit of data counts what is reserved: some of it is left to the JVM. */
    @Test
    void aLimitOfDataLeavesSomeToTheJvm() throws Exception {
        Ending outcome = works(smoke().limited("-d " + (3L << 20)).run());
        assertThat(outcome.number("reserved")).isBetween(64L << 20, 3L << 30);
    }

    @Test
    void closedAllocatorsLeaveNothing() throws Exception {
        Ending outcome = new ChildProgram(CreateCloseProgram.class)
                .under("/usr/bin/env", "MALLOC_ARENA_MAX=1")
                .options(JAVA, "-XX:+UseSerialGC", "-Xmx256m")
                .run("300", "CALLER", "100")
                .healthy();
        assertThat(outcome.number("last.mappings") - outcome.number("warm.mappings"))
                .as(outcome.toString())
                .isLessThan(50);
        assertThat(outcome.number("last.size") - outcome.number("warm.size"))
                .as(outcome.toString())
                .isLessThan(1L << 27);
    }

    @Test
    void forgottenAllocatorsAreReleasedAndReported() throws Exception {
        Ending outcome = new ChildProgram(ForgottenProgram.class)
                .under("/usr/bin/env", "MALLOC_ARENA_MAX=1")
                .options(JAVA, "-XX:+UseSerialGC")
                .run("16")
                .healthy();
        assertThat(outcome.number("warnings")).as(outcome.toString()).isEqualTo(outcome.number("forgotten"));
        assertThat(outcome.number("mappings.after") - outcome.number("mappings.before"))
                .as(outcome.toString())
                .isLessThan(2 * outcome.number("forgotten"));
    }

    @Test
    void closedAllocatorsLeaveNoDescriptor() throws Exception {
        Ending outcome = new ChildProgram(FootprintProgram.class)
                .options(JAVA)
                .run("descriptors")
                .healthy();
        assertThat(outcome.number("after")).isLessThanOrEqualTo(outcome.number("before"));
    }
}

package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ccache.allocator.ChildProgram.Ending;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.Test;

/** The smoke program in JVMs that were started otherwise than this one. */
final class ProcessTest {
    private static ChildProgram smoke() {
        return new ChildProgram(SmokeProgram.class);
    }

    private static Ending works(Ending outcome, FrontEnd... frontEnds) {
        assertThat(outcome.healthy().value("works"))
                .isEqualTo(List.of(frontEnds).toString());
        return outcome;
    }

    private static FrontEnd[] all() {
        return CountedAllocator.frontEnds().toArray(FrontEnd[]::new);
    }

    @Test
    void worksWithoutAnyFlag() throws Exception {
        Ending outcome = works(smoke().notGranted().run(), all());
        assertThat(outcome.output()).contains("WARNING: "); // the JDK's own
    }

    @Test
    void deniedAccessIsExplained() throws Exception {
        Ending outcome =
                smoke().notGranted().options("--illegal-native-access=deny").run();
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.output()).contains(IllegalCallerException.class.getName());
    }

    @Test
    void oneCpuIsEnough() throws Exception {
        assumeTrue(new File("/usr/bin/taskset").canExecute(), "no taskset here");
        Ending outcome = works(smoke().under("/usr/bin/taskset", "-c", "0").run(), all());
        assertThat(outcome.value("mode")).isEqualTo(Rseq.mode().name());
    }

    @Test
    void sequencesSwitchedOff() throws Exception {
        Ending outcome =
                works(smoke().options("-D" + Rseq.MODE_PROPERTY + "=off").run(), FrontEnd.TCACHE, FrontEnd.STRIPED);
        assertThat(outcome.value("frontEnd")).isEqualTo("STRIPED");
        assertThat(outcome.value("reason")).contains(Rseq.MODE_PROPERTY + "=off");
    }

    /** The fallback is announced with its reason, and works. */
    @Test
    void anOldCLibrary() throws Exception {
        Path script = Path.of("..", "scripts", "old-glibc").toAbsolutePath().normalize();
        assumeTrue(Files.isExecutable(script), "no " + script);
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String command = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        String reason = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeTrue(process.waitFor() == 0, reason);
        Ending outcome = works(smoke().under(command.split(" ", -1)).run(), FrontEnd.TCACHE, FrontEnd.STRIPED);
        assertThat(outcome.value("frontEnd")).isEqualTo("STRIPED");
        assertThat(outcome.value("mode")).isEqualTo(RseqMode.UNAVAILABLE.name());
        assertThat(outcome.value("reason")).contains("does not register rseq");
    }

    /** Under ulimit -v less is reserved; but what was asked for by number is refused with a reason. */
    @Test
    void littleAddressSpaceIsEnough() throws Exception {
        long limit = 8L << 20; // KiB
        long exact = 100L << 30;
        Ending outcome = works(
                smoke().limited("-v " + limit)
                        .options("-Xss512k", "-XX:ReservedCodeCacheSize=64m", "-XX:CompressedClassSpaceSize=64m")
                        .run(Long.toString(exact)),
                all());
        assertThat(Long.parseLong(outcome.value("reserved"))).isBetween(64L << 20, limit << 10);
        assertThat(outcome.value("exact")).contains("cannot reserve " + exact, "errno 12", "ulimit");
    }
}

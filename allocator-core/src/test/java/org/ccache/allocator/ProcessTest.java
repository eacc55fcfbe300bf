package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.Test;

/** The smoke program in JVMs that were started otherwise than this one. */
final class ProcessTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String GRANT = "--enable-native-access=ALL-UNNAMED";

    private record Outcome(int exit, String output) {
        String value(String name) {
            return output.lines()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + output));
        }

        Outcome healthy(FrontEnd... frontEnds) {
            assertThat(exit).as(output).isZero();
            assertThat(value("works")).isEqualTo(List.of(frontEnds).toString());
            return this;
        }
    }

    /** The program, by a command in front of java and options behind it. */
    private static Outcome run(List<String> before, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-Xmx64m"));
        command.addAll(options);
        // The product, the tests, and what the tests' own account is written with.
        command.add("-cp");
        command.add(Stream.of(SmokeProgram.class, CcacheAllocator.class, Rseq.class, Assertions.class)
                .map(ProcessTest::place)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(SmokeProgram.class.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private static String place(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    private static FrontEnd[] all() {
        return CountedAllocator.frontEnds().toArray(FrontEnd[]::new);
    }

    @Test
    void worksWithoutAnyFlag() throws Exception {
        Outcome outcome = run(List.of(), List.of()).healthy(all());
        assertThat(outcome.output).contains("WARNING: "); // the JDK's own
    }

    @Test
    void deniedAccessIsExplained() throws Exception {
        Outcome outcome = run(List.of(), List.of("--illegal-native-access=deny"));
        assertThat(outcome.exit).isNotZero();
        assertThat(outcome.output).contains(IllegalCallerException.class.getName());
    }

    @Test
    void oneCpuIsEnough() throws Exception {
        assumeTrue(new File("/usr/bin/taskset").canExecute(), "no taskset here");
        Outcome outcome =
                run(List.of("/usr/bin/taskset", "-c", "0"), List.of(GRANT)).healthy(all());
        assertThat(outcome.value("mode")).isEqualTo(Rseq.mode().name());
    }

    @Test
    void sequencesSwitchedOff() throws Exception {
        Outcome outcome = run(List.of(), List.of(GRANT, "-D" + Rseq.MODE_PROPERTY + "=off"))
                .healthy(FrontEnd.TCACHE, FrontEnd.STRIPED);
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
        Outcome outcome =
                run(List.of(command.split(" ", -1)), List.of(GRANT)).healthy(FrontEnd.TCACHE, FrontEnd.STRIPED);
        assertThat(outcome.value("frontEnd")).isEqualTo("STRIPED");
        assertThat(outcome.value("mode")).isEqualTo(RseqMode.UNAVAILABLE.name());
        assertThat(outcome.value("reason")).contains("does not register rseq");
    }

    /** Under ulimit -v less is reserved; but what was asked for by number is refused with a reason. */
    @Test
    void littleAddressSpaceIsEnough() throws Exception {
        long limit = 8L << 20; // KiB
        long exact = 100L << 30;
        Outcome outcome = run(
                        List.of("/bin/sh", "-c", "ulimit -v " + limit + " && exec \"$0\" \"$@\""),
                        List.of(GRANT, "-Xss512k", "-XX:ReservedCodeCacheSize=64m", "-XX:CompressedClassSpaceSize=64m"),
                        Long.toString(exact))
                .healthy(all());
        assertThat(Long.parseLong(outcome.value("reserved"))).isBetween(64L << 20, limit << 10);
        assertThat(outcome.value("exact")).contains("cannot reserve " + exact, "errno 12", "ulimit");
    }
}

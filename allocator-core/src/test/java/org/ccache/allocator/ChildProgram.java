package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.ccache.rseq.Rseq;

/**
 * A program of these tests in a JVM of its own: for what is decided, used up or broken once in a process. A child that
 * crashes or hangs is a failed test, with what there is to know about it, and not the end of the suite.
 */
public final class ChildProgram {
    /** The long form of the tests that have one: {@code -Dorg.ccache.test.long=true}. */
    public static final boolean LONG = Boolean.getBoolean("org.ccache.test.long");

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final int MOST_LINES = 200;

    /** What it left: exit status, and both outputs in one. */
    public record Ending(int exit, String output) {
        /** The value of a line {@code name=value}. */
        public String value(String name) {
            return output.lines()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + this));
        }

        public long number(String name) {
            return Long.parseLong(value(name));
        }

        /** It came to its end and found nothing wrong. */
        public Ending healthy() {
            assertThat(exit).as(toString()).isZero();
            return this;
        }

        @Override
        public String toString() {
            long lines = output.lines().count();
            return "exit status " + exit + "\n"
                    + output.lines().limit(MOST_LINES).collect(Collectors.joining("\n"))
                    + (lines > MOST_LINES ? "\n... " + (lines - MOST_LINES) + " more lines" : "");
        }
    }

    private final String main; // a class, or a file of source
    private final String place; // what it is loaded from
    private final List<String> before = new ArrayList<>();
    private final List<String> options = new ArrayList<>(
            List.of("-XX:TieredStopAtLevel=1", "-Xmx64m", "-XX:+ErrorFileToStdout", "-XX:-CreateCoredumpOnCrash"));
    private final List<String> modules = new ArrayList<>();
    private final List<Class<?>> libraries = new ArrayList<>();
    private boolean granted = true;
    private Duration patience = Duration.ofMinutes(2);

    public ChildProgram(Class<?> main) {
        this(main.getName(), place(main));
    }

    /**
     * One that is no class of these tests.
     *
     * @param main its class, or a file of source that the JVM compiles itself
     * @param place the folder that its classes are in
     */
    public ChildProgram(String main, String place) {
        this.main = main;
        this.place = place;
    }

    /** Options of the JVM; the last of several that contradict each other holds. */
    public ChildProgram options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** A command that starts the JVM, such as taskset. */
    public ChildProgram under(String... command) {
        before.addAll(List.of(command));
        return this;
    }

    /** Under limits of the shell's ulimit, for example {@code -d 1000000}. */
    public ChildProgram limited(String limits) {
        return under("/bin/sh", "-c", "ulimit " + limits + " && exec \"$0\" \"$@\"");
    }

    /** Without the flag that allows native access to all. */
    public ChildProgram notGranted() {
        granted = false;
        return this;
    }

    /** The product, and what else is named, as modules; the program itself stays on the class path. */
    public ChildProgram onModulePath(Class<?>... others) {
        Stream.concat(Stream.of(CcacheAllocator.class, Rseq.class), Stream.of(others))
                .map(ChildProgram::place)
                .distinct()
                .forEach(modules::add);
        return this;
    }

    /** With what these classes are of on the class path, too. */
    public ChildProgram with(Class<?>... others) {
        libraries.addAll(List.of(others));
        return this;
    }

    public ChildProgram within(Duration most) {
        patience = most;
        return this;
    }

    /** The folder or jar that a class is loaded from. */
    public static String place(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(JAVA);
        command.addAll(options);
        if (granted) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        // The product, the tests, and what the tests' own account is written with.
        Stream<Class<?>> known = Stream.of(CcacheAllocator.class, Rseq.class, Assertions.class);
        List<String> classPath = Stream.concat(
                        Stream.of(place),
                        Stream.concat(known, libraries.stream()).map(ChildProgram::place))
                .distinct()
                .filter(place -> !modules.contains(place))
                .toList();
        if (!modules.isEmpty()) {
            command.addAll(List.of("--module-path", String.join(File.pathSeparator, modules)));
            command.addAll(List.of("--add-modules", "ALL-MODULE-PATH"));
        }
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), main));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs it to its end. One that does not come to it says where its threads are, and is ended. */
    public Ending run(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments)).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        process.getOutputStream().close();
        Thread guard = Thread.ofVirtual().start(() -> guard(process));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        guard.interrupt();
        guard.join();
        return new Ending(exit, output);
    }

    private void guard(Process process) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid()))
                        .start()
                        .waitFor();
                process.waitFor(5, TimeUnit.SECONDS); // for the dump
            }
        } catch (IOException | InterruptedException e) {
            // It has ended, or it is ended without a dump.
        } finally {
            process.destroyForcibly();
        }
    }
}

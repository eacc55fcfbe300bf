package org.ccache.library;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java program in a process of its own, on the class path of the given classes and nothing else: for what can be
 * decided only once in a process.
 */
public final class FreshJvm {
    private static final long LIMIT_SECONDS = 120;

    /** What it left: exit status, standard output, standard error. */
    public record Ended(int exit, String out, String err) {
        /** The value of a line {@code name=value} of the output. */
        public String value(String name) {
            return out.lines()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + this));
        }
    }

    private final Class<?> main;
    private final Set<String> classPath = new LinkedHashSet<>();
    private final List<String> before = new ArrayList<>();
    private final List<String> options = new ArrayList<>(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
    private final Map<String, String> environment = new HashMap<>();
    private final Path launcher = Path.of(System.getProperty("java.home"), "bin", "java");
    private boolean nativeAccess = true;

    /** A program, and further classes whose places belong to its class path. */
    public FreshJvm(Class<?> main, Class<?>... others) {
        this.main = main;
        Stream.concat(Stream.of(main, NativeLibrary.class), Stream.of(others))
                .map(FreshJvm::place)
                .forEach(classPath::add);
    }

    /** The folder or jar that a class is loaded from. */
    static String place(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    public FreshJvm option(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    public FreshJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** A command that runs the JVM, such as taskset. */
    public FreshJvm under(String... command) {
        before.addAll(List.of(command));
        return this;
    }

    /** Without the flag that allows native access: as a user's first try. */
    public FreshJvm withoutFlags() {
        nativeAccess = false;
        return this;
    }

    /** Starts it; its input is the caller's to write, or to close. */
    public Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(launcher.toString());
        command.addAll(options);
        if (nativeAccess) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", String.join(":", classPath), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("GLIBC_TUNABLES");
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Runs it to its end. */
    public Ended run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        process.getOutputStream().close();
        return await(process);
    }

    /** Waits for the end of a started one; whoever is interrupted meanwhile ends it. */
    public static Ended await(Process process) throws IOException, InterruptedException {
        try {
            return ended(process);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Ended ended(Process process) throws IOException, InterruptedException {
        StringBuilder err = new StringBuilder();
        Thread drain = Thread.ofVirtual().start(() -> {
            try {
                err.append(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                err.append(e);
            }
        });
        Thread limit = Thread.ofVirtual().start(() -> {
            try {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        });
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        drain.join();
        limit.join();
        return new Ended(exit, out, err.toString());
    }

    /** What the child would be started with, for messages. */
    @Override
    public String toString() {
        return Stream.of(before, options, List.of(main.getName()))
                .flatMap(List::stream)
                .collect(Collectors.joining(" "));
    }
}

package org.ccache.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own for what is measured, with this one's Java and with flags that do not depend on this one's, but for
 * the product's own properties. No JVM is started elsewhere.
 *
 * <p>None outlives this JVM: an interrupted thread ends its child, and so does the end of this process
 * ({@link Children}).
 */
public final class ChildJvm {
    private static final int SIGNALS = 128;

    private static final int LONGEST_REASON = 200;

    /** What a JVM reads flags from beside its command line. */
    private static final Set<String> FLAGS_FROM_OUTSIDE =
            Set.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

    /** What the product is told by properties is told to the children too: facts of this JVM are then theirs. */
    private static final List<String> PRODUCT = List.of(
            "org.ccache.rseq", "org.ccache.os", "org.ccache.native", "org.ccache.native.path", "org.ccache.track");

    private final Build build;
    private final List<String> flags;
    private final String cpus;
    private final boolean shown;

    private ChildJvm(Build build, List<String> flags, String cpus, boolean shown) {
        this.build = build;
        this.flags = List.copyOf(flags);
        this.cpus = cpus;
        this.shown = shown;
    }

    /** One of this build, on all processors. */
    public static ChildJvm with(Flags flags) {
        return new ChildJvm(Build.current(), flags.list(), "", false);
    }

    /** The same with some flags more. */
    public ChildJvm and(List<String> more) {
        List<String> all = new ArrayList<>(flags);
        all.addAll(more);
        return new ChildJvm(build, all, cpus, shown);
    }

    /** The same of another build. */
    public ChildJvm of(Build other) {
        return new ChildJvm(other, flags, cpus, shown);
    }

    /** The same on some processors, as taskset takes them; empty for all. */
    public ChildJvm on(String processors) {
        return new ChildJvm(build, flags, processors, shown);
    }

    /**
     * The same, with its messages on this JVM's standard error: its progress can be seen, and what it says when it
     * fails.
     */
    public ChildJvm shown() {
        return new ChildJvm(build, flags, cpus, true);
    }

    /**
     * Lets it do a task and waits for its end. Whatever happens to it becomes an answer.
     *
     * @param timeoutSeconds after which it is ended
     */
    public <R> Answer<R> measure(Task.Once<R> task, Class<R> type, long timeoutSeconds)
            throws IOException, InterruptedException {
        return answer(command(build.told(task)), type, timeoutSeconds);
    }

    /**
     * Lets it stay for orders.
     *
     * @param name for what is said of it
     */
    public Worker serve(String name, Task.Serving task) throws IOException {
        return new Worker(name, start(command(build.told(task)), Redirect.PIPE, Redirect.INHERIT));
    }

    /**
     * Lets it run a program of this build to its end; what it prints is lost.
     *
     * @return nanoseconds from the start of the process to its end
     * @throws IOException if it fails or does not end in time
     */
    public long time(Class<?> main, long timeoutSeconds) throws IOException, InterruptedException {
        List<String> command = command(List.of("-cp", Build.classPath(), main.getName()));
        long start = System.nanoTime();
        Process process = start(command, Redirect.DISCARD, Redirect.DISCARD);
        try {
            boolean ended = process.waitFor(timeoutSeconds, TimeUnit.SECONDS);
            long elapsed = System.nanoTime() - start;
            if (!ended || process.exitValue() != 0) {
                throw new IOException("failed: " + String.join(" ", command));
            }
            return elapsed;
        } finally {
            Children.end(process);
        }
    }

    private <R> Answer<R> answer(List<String> command, Class<R> type, long timeoutSeconds)
            throws IOException, InterruptedException {
        Path errors = Children.said(".log");
        Path output = Children.said(".json");
        try {
            // To files: a pipe would fill up if nobody read while the process is waited for.
            Process process = start(
                    command, Redirect.to(output.toFile()), shown ? Redirect.INHERIT : Redirect.to(errors.toFile()));
            try {
                if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
                    Children.end(process);
                    process.waitFor();
                    return Answer.failed("stopped after " + timeoutSeconds + " s");
                }
                List<String> lines = Children.read(output).lines().toList();
                if (Children.endedWithUs(process.exitValue())) {
                    throw new InterruptedException("this process ends");
                }
                return process.exitValue() != 0 || lines.isEmpty()
                        ? Answer.failed(reason(process.exitValue(), errors, lines))
                        : parsed(lines.getFirst(), type);
            } finally {
                Children.end(process);
            }
        } finally {
            Files.deleteIfExists(errors);
            Files.deleteIfExists(output);
        }
    }

    private static <R> Answer<R> parsed(String line, Class<R> type) {
        try {
            return Answer.of(Json.parse(line, type));
        } catch (UncheckedIOException e) {
            String said = e.getMessage();
            return Answer.failed(said.substring(0, Math.min(said.length(), LONGEST_REASON)));
        }
    }

    /** The first line that names an error, without the stack below it; or where the JVM itself was when it crashed. */
    private String reason(int exitCode, Path errors, List<String> output) throws IOException {
        String crash = VmCrash.reason(output);
        if (!crash.isEmpty()) {
            return crash;
        }
        String end = exitCode > SIGNALS ? "killed by signal " + (exitCode - SIGNALS) : "exit code " + exitCode;
        if (shown) {
            return end + "; its messages are above";
        }
        return Children.read(errors)
                .lines()
                .filter(line -> line.contains("Error") || line.contains("Exception") || line.startsWith("error:"))
                .map(line -> end + ": " + line.strip())
                .findFirst()
                .orElse(end);
    }

    private List<String> command(List<String> program) {
        List<String> command = new ArrayList<>();
        if (!cpus.isEmpty()) {
            command.addAll(List.of("taskset", "-c", cpus));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        for (String name : PRODUCT) {
            String told = "-D" + name + "=";
            if (System.getProperty(name) != null && flags.stream().noneMatch(flag -> flag.startsWith(told))) {
                command.add(told + System.getProperty(name));
            }
        }
        command.addAll(program);
        return command;
    }

    private static Process start(List<String> command, Redirect output, Redirect errors) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output).redirectError(errors);
        builder.environment().keySet().removeAll(FLAGS_FROM_OUTSIDE);
        return Children.start(builder);
    }
}

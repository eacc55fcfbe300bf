package org.ccache.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a process that measures once and prints one line. Whatever happens to it becomes an answer. */
public final class MeasuringProcess {
    private static final int SIGNALS = 128;

    private MeasuringProcess() {}

    /**
     * What came of it.
     *
     * @param line that it printed first, or null
     * @param failure why there is none; empty if there is one
     */
    public record Answer(String line, String failure) {}

    /** Runs to the end, or until {@code timeoutSeconds} are over. Interrupted, it ends the process first. */
    public static Answer run(List<String> command, long timeoutSeconds) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("measuring", ".log");
        Path answer = Files.createTempFile("measuring", ".json");
        try {
            // To a file: a pipe would fill up if nobody read while the process is waited for.
            Process process = new ProcessBuilder(command)
                    .redirectError(errors.toFile())
                    .redirectOutput(answer.toFile())
                    .start();
            try {
                if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    return new Answer(null, "stopped after " + timeoutSeconds + " s");
                }
                List<String> lines = Files.readAllLines(answer);
                return process.exitValue() != 0 || lines.isEmpty()
                        ? new Answer(null, reason(process.exitValue(), errors, lines))
                        : new Answer(lines.getFirst(), "");
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.deleteIfExists(errors);
            Files.deleteIfExists(answer);
        }
    }

    /** The first line that names an error, without the stack below it; or where the JVM itself was when it crashed. */
    static String reason(int exitCode, Path errors, List<String> output) throws IOException {
        String crash = VmCrash.reason(output);
        if (!crash.isEmpty()) {
            return crash;
        }
        String end = exitCode > SIGNALS ? "killed by signal " + (exitCode - SIGNALS) : "exit code " + exitCode;
        return Files.readAllLines(errors).stream()
                .filter(line -> line.contains("Error") || line.contains("Exception") || line.startsWith("error:"))
                .map(line -> end + ": " + line.strip())
                .findFirst()
                .orElse(end);
    }
}

package org.ccache.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Programs of the system that help and are not measured: a debugger, a linker's tools. */
public final class Tool {
    private static final long LIMIT_SECONDS = 60;

    private Tool() {}

    /**
     * Runs one to its end, for a minute at most.
     *
     * @param folder to run it in; empty for this process' own
     * @return what it said, on standard output and error
     * @throws IOException if it is missing, does not end or fails, with the last of what it said
     */
    public static String run(Path folder, String... command) throws IOException, InterruptedException {
        return run(LIMIT_SECONDS, folder, command);
    }

    static String run(long limitSeconds, Path folder, String... command) throws IOException, InterruptedException {
        // To a file: what it has started may outlive it and hold a pipe, whose end would never come.
        Path output = Children.said(".log");
        try {
            Process process = Children.start(new ProcessBuilder(command)
                    .directory(folder.toString().isEmpty() ? null : folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile()));
            boolean ended;
            try {
                process.getOutputStream().close();
                ended = process.waitFor(limitSeconds, TimeUnit.SECONDS);
            } finally {
                Children.end(process);
            }
            String said = Children.read(output);
            if (!ended || process.exitValue() != 0) {
                throw new IOException(command[0]
                        + (ended
                                ? " failed, exit status " + process.exitValue()
                                : " was stopped after " + limitSeconds + " s")
                        + ": " + said.lines().reduce((a, b) -> b).orElse("it said nothing"));
            }
            return said;
        } finally {
            Files.deleteIfExists(output);
        }
    }
}

package org.ccache.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
     * @throws IOException if it is missing or fails, with the last of what it said
     */
    public static String run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toString().isEmpty() ? null : folder.toFile())
                .redirectErrorStream(true)
                .start();
        Thread limit = Thread.ofVirtual().start(() -> endAfterLimit(process));
        String said;
        int status;
        try {
            process.getOutputStream().close();
            said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            status = process.waitFor();
        } finally {
            end(process);
            limit.interrupt();
        }
        if (status != 0) {
            throw new IOException(command[0] + " failed, exit status " + status + ": "
                    + said.lines().reduce((a, b) -> b).orElse("it said nothing"));
        }
        return said;
    }

    /** With those that it has started: they may hold the pipe. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static void endAfterLimit(Process process) {
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                end(process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it has ended
        }
    }
}

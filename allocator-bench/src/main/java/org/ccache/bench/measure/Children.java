package org.ccache.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processes that this one has started: none outlives it, unless it is killed. What they start themselves ends with
 * them.
 */
final class Children {
    private static final int SIGNALS = 128;

    /**
     * Of what ends a whole group of processes: SIGHUP, SIGINT and SIGTERM, from a terminal or whoever ends a session.
     */
    private static final Set<Integer> ENDS_ALL = Set.of(SIGNALS + 1, SIGNALS + 2, SIGNALS + 15);

    private static final long PATIENCE_MILLIS = 1000;

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    private static volatile boolean ending; // this JVM, and with it its children: their end is no answer

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ending = true; // first: who starts one meanwhile sees it, or is seen
            RUNNING.forEach(Children::destroy);
        }));
    }

    private Children() {}

    static Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        RUNNING.add(process);
        if (ending) {
            end(process);
            throw new IOException("this process ends");
        }
        return process;
    }

    /** With what it has started: so it is ended by nothing else, or its own would be nobody's before they are found. */
    static void end(Process process) {
        destroy(process);
        RUNNING.remove(process);
    }

    private static void destroy(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** A file for what a process says. Whoever made it deletes it; it goes too if this process is asked to end. */
    static Path said(String suffix) throws IOException {
        Path file = Files.createTempFile("said", suffix);
        file.toFile().deleteOnExit();
        return file;
    }

    /** What is in such a file, also where it is no text: a program that crashes may say anything. */
    static String read(Path said) throws IOException {
        return new String(Files.readAllBytes(said), StandardCharsets.UTF_8);
    }

    /**
     * Whether a process has ended because this one does. A signal to both may end the child first, so this waits a
     * moment for what it does here; without that the child alone was meant.
     */
    static boolean endedWithUs(int exitCode) throws InterruptedException {
        for (int i = 0; i < PATIENCE_MILLIS / 10 && !ending && ENDS_ALL.contains(exitCode); i++) {
            Thread.sleep(10);
        }
        return ending;
    }
}

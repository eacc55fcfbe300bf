package org.ccache.bench.machine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor time of this JVM's compiler threads, in nanoseconds: while they work, what is measured is not yet what will
 * run. Includes compilations that are under way, which the JVM's own counter does not.
 */
public final class CompilerTime {
    private static final Path TASKS = Path.of("/proc/self/task");

    private CompilerTime() {}

    /** Of all compiler threads that live now; 0 where the system does not tell. */
    public static long nanos() {
        long sum = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                sum += nanosOf(task);
            }
        } catch (IOException e) {
            return 0;
        }
        return sum;
    }

    /** 0 for other threads, and for one that has ended meanwhile. */
    private static long nanosOf(Path task) {
        try {
            return Files.readString(task.resolve("comm")).contains(" Compiler") // "C2 CompilerThre", cut by the kernel
                    ? Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", -1)[0])
                    : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}

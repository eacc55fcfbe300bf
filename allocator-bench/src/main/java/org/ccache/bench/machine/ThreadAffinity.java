package org.ccache.bench.machine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** On which processor a platform thread may run: its own affinity, not that of the process. */
public final class ThreadAffinity {
    private static final int MOST_PROCESSORS = 8192; // of any Linux

    private ThreadAffinity() {}

    /**
     * Lets the calling thread run on one processor only; it is there when this returns.
     *
     * @throws IOException if the kernel refuses, for example since the process may not run there
     */
    public static void pin(int processor) throws IOException {
        pin(0, processor);
    }

    /**
     * Lets every thread that this process has now run on one processor only, those of the JVM itself included.
     *
     * @throws IOException if the kernel refuses
     */
    public static void pinAll(int processor) throws IOException {
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                if (Files.exists(task)) { // threads of the JVM come and go
                    pin(Long.parseLong(task.getFileName().toString()), processor);
                }
            }
        }
    }

    /**
     * Lets another thread of this process run on one processor only; it is there at the latest when it next runs.
     *
     * @param thread the kernel's number of it ({@link NativeThread#id}), or 0 for the calling one
     * @throws IOException if the kernel refuses, for example since the thread has ended
     */
    public static void pin(long thread, int processor) throws IOException {
        if (processor < 0 || processor >= MOST_PROCESSORS) {
            throw new IllegalArgumentException("no processor " + processor);
        }
        int bytes = MOST_PROCESSORS / Byte.SIZE;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(bytes, Long.BYTES);
            long word = (long) processor / Long.SIZE;
            mask.setAtIndex(ValueLayout.JAVA_LONG, word, 1L << processor % Long.SIZE);
            SystemCall.SCHED_SETAFFINITY.make(thread, bytes, mask.address(), 0, 0, 0);
        }
    }
}

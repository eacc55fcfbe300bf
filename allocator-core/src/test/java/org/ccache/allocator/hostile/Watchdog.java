package org.ccache.allocator.hostile;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Ends the process, having said where all threads are, when something takes longer than it can: for programs in a child
 * JVM.
 */
final class Watchdog {
    /** Far beyond what any step takes on a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int HANGS = 3; // exit status

    private static volatile Runnable relief = () -> {};

    private Watchdog() {}

    /** What has to be done before anything can be said, such as giving the Java heap back. */
    static void relieve(Runnable by) {
        relief = by;
    }

    /** Runs it in a platform thread with a stack of so many bytes, 0 for the JVM's default, and waits for its end. */
    static void run(String what, long stack, Runnable task) throws InterruptedException {
        Thread thread = new Thread(null, task, what, stack);
        thread.setDaemon(true);
        thread.start();
        await(what, thread);
    }

    static void await(String what, Thread thread) throws InterruptedException {
        if (!thread.join(PATIENCE)) {
            bark(what + " does not come to its end");
        }
    }

    /** Looks from now on whether a number goes on changing. */
    static void over(String what, LongSupplier progress) {
        Thread.ofPlatform().daemon().name("watchdog").start(() -> {
            long last = progress.getAsLong();
            long since = System.nanoTime();
            while (true) {
                try {
                    Thread.sleep(50);
                } catch (InterruptedException | OutOfMemoryError e) {
                    // nothing may keep it from its duty
                }
                long now = progress.getAsLong();
                if (now != last) {
                    last = now;
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
                    bark("no progress of " + what + " after " + now);
                }
            }
        });
    }

    private static void bark(String what) {
        relief.run();
        System.out.println("HANGS: " + what);
        try {
            Path folder = Files.createTempDirectory("dump");
            Path file = folder.resolve("threads");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            print(Files.readAllLines(file));
            Files.delete(file);
            Files.delete(folder);
        } catch (IOException | RuntimeException | Error e) {
            System.out.println("no dump: " + e);
        }
        System.out.flush();
        Runtime.getRuntime().halt(HANGS);
    }

    /** The threads that are inside the product or the test: each stack once, with the number of threads. */
    private static void print(List<String> dump) {
        Map<String, Integer> stacks = new LinkedHashMap<>();
        StringBuilder stack = new StringBuilder();
        for (String line : dump) {
            if (line.startsWith("#")) {
                stacks.merge(stack.toString(), 1, Integer::sum);
                stack.setLength(0);
                stack.append(line.replaceAll(" \\d{4}-\\S+|^#\\d+ ", "")).append('\n');
            } else {
                stack.append(line).append('\n');
            }
        }
        stacks.merge(stack.toString(), 1, Integer::sum);
        stacks.forEach((text, count) -> {
            if (text.contains("org.ccache")) {
                System.out.println(count + " x " + text.lines().limit(16).collect(Collectors.joining("\n")));
            }
        });
    }
}

package org.ccache.bench.measure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Command lines of further JVMs with this one's Java and class path. All JVMs that are compared with each other get the
 * same flags, whatever this one was started with.
 */
public final class JavaCommand {
    /**
     * Heap fixed and touched beforehand, so that it does not show as memory of the allocator; the serial collector,
     * whose threads do not compete for the two processors.
     */
    private static final List<String> MEASURED_FLAGS = List.of(
            "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

    /** For programs that keep much on the Java heap: as much of it as they need and no more. */
    private static final List<String> ROOMY_FLAGS =
            List.of("-Xms64m", "-Xmx2g", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

    private JavaCommand() {}

    /** The flags that measured JVMs share, for the report. */
    public static List<String> measuredFlags() {
        return MEASURED_FLAGS;
    }

    /** A JVM for measuring. */
    public static List<String> measured(Class<?> main, String... arguments) {
        return with(MEASURED_FLAGS, main, arguments);
    }

    /** A JVM for measuring another build: what its jar's manifest names as main class, with the flags of all others. */
    public static List<String> measuredJar(Path jar, String... arguments) {
        return jar(MEASURED_FLAGS, jar, arguments);
    }

    /** A JVM with exactly these flags that runs what a jar's manifest names as main class. */
    public static List<String> jar(List<String> flags, Path jar, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** A JVM for measuring memory: its heap grows with what is kept. */
    public static List<String> roomy(Class<?> main, String... arguments) {
        return with(ROOMY_FLAGS, main, arguments);
    }

    /** A JVM with exactly these flags. */
    public static List<String> with(List<String> flags, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(Arrays.asList(arguments));
        return command;
    }
}

package org.ccache.allocator.resources;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the kernel says of this process, in the units of its files. */
final class ProcessFigures {
    private ProcessFigures() {}

    /** Bytes of a line of {@code /proc/self/status}, such as VmSize, VmData, VmRSS. */
    static long bytes(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new AssertionError("no " + name + " in /proc/self/status");
    }

    static long mappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.count();
        }
    }

    static long descriptors() {
        return new File("/proc/self/fd").list().length;
    }

    /** A line {@code name=value} for the test. */
    static void say(String name, Object value) {
        System.out.println(name + "=" + value);
    }
}

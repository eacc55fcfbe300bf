package org.ccache.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Page faults of this process.
 *
 * @param minor served without a read from disk
 * @param major served by one
 */
public record PageFaults(long minor, long major) {
    private static final Path FILE = Path.of("/proc/self/stat");

    /** Of the fields after the name, which may hold anything and ends with the last parenthesis. */
    private static final int MINOR = 7;

    private static final int MAJOR = 9;

    public static PageFaults read() {
        try {
            return parse(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }

    static PageFaults parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new PageFaults(Long.parseLong(fields[MINOR]), Long.parseLong(fields[MAJOR]));
    }

    public PageFaults since(PageFaults before) {
        return new PageFaults(minor - before.minor, major - before.major);
    }
}

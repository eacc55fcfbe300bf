package org.ccache.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much memory this process may use: what the machine has, or less where a cgroup above the process, of either version,
 * says so.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2, kernel documentation</a>
 */
final class MemoryLimit {
    private static final String NONE = "max"; // version 2; version 1 has a number near 2^63

    private MemoryLimit() {}

    /** Bytes, from the files below a root folder; at least one byte, and 2^63 - 1 where nothing says anything. */
    static long read(Path root) {
        long least = machine(root);
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            // 0::/user.slice/app  (version 2), 4:memory:/docker/abc  (version 1)
            String[] fields = line.split(":", 3);
            if (fields.length < 3) {
                continue;
            }
            if (fields[1].isEmpty()) {
                least = Math.min(least, path(root.resolve("sys/fs/cgroup"), fields[2], "memory.max"));
            } else if (List.of(fields[1].split(",", -1)).contains("memory")) {
                least = Math.min(least, path(root.resolve("sys/fs/cgroup/memory"), fields[2], "memory.limit_in_bytes"));
            }
        }
        return Math.max(1, least);
    }

    private static long machine(Path root) {
        for (String line : lines(root.resolve("proc/meminfo"))) { // MemTotal:       24630036 kB
            if (line.startsWith("MemTotal:")) {
                return number(line.replaceAll("\\D", ""), Long.MAX_VALUE >>> 10) << 10;
            }
        }
        return Long.MAX_VALUE;
    }

    /** The least limit from the mount's root down to the process' group: inside a container only the root may be visible. */
    private static long path(Path mount, String group, String file) {
        long least = limit(mount.resolve(file));
        Path folder = mount;
        for (String name : group.split("/", -1)) {
            if (!name.isEmpty() && !name.equals("..")) {
                folder = folder.resolve(name);
                least = Math.min(least, limit(folder.resolve(file)));
            }
        }
        return least;
    }

    private static long limit(Path file) {
        for (String line : lines(file)) {
            return line.equals(NONE) ? Long.MAX_VALUE : number(line, Long.MAX_VALUE);
        }
        return Long.MAX_VALUE;
    }

    private static long number(String text, long otherwise) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (IOException | SecurityException e) {
            return List.of(); // not there, or hidden
        }
    }
}

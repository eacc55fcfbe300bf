package org.ccache.os;

import java.io.File;
import org.ccache.library.Platform;

/**
 * How much memory this process may use: what the machine has, or less where a cgroup above the process, of either
 * version, says so.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2, kernel documentation</a>
 */
final class MemoryLimit {
    private static final String NONE = "max"; // version 2; version 1 has a number near 2^63

    private MemoryLimit() {}

    /**
     * Bytes, from the files below a root folder; at least one byte, and 2^63 - 1 where nothing says anything.
     *
     * @param root without a slash at its end
     */
    static long read(String root) {
        return least(root, new boolean[1]);
    }

    /**
     * The same, or -1 if a file is there but could not be read now, as for want of descriptors: then nothing is known.
     */
    static long look(String root) {
        boolean[] missed = new boolean[1];
        long least = least(root, missed);
        return missed[0] ? -1 : least;
    }

    /** Bytes of the machine's memory; 2^63 - 1 where nothing says. */
    static long ofMachine() {
        return machine(Platform.text("/proc/meminfo"));
    }

    private static long least(String root, boolean[] missed) {
        long least = machine(text(root + "/proc/meminfo", missed));
        String groups = text(root + "/proc/self/cgroup", missed);
        for (String line : groups.split("\n", -1)) {
            // 0::/user.slice/app  (version 2), 4:memory:/docker/abc  (version 1)
            String[] fields = line.split(":", 3);
            if (fields.length < 3) {
                continue;
            }
            if (fields[1].isEmpty()) {
                least = Math.min(least, path(root + "/sys/fs/cgroup", fields[2], "/memory.max", missed));
            } else if (("," + fields[1] + ",").contains(",memory,")) {
                least = Math.min(
                        least, path(root + "/sys/fs/cgroup/memory", fields[2], "/memory.limit_in_bytes", missed));
            }
        }
        return Math.max(1, least);
    }

    private static String text(String file, boolean[] missed) {
        String text = Platform.textIfRead(file); // an empty one says nothing, and that is known
        missed[0] |= text == null && new File(file).canRead(); // asks the kernel, and needs no descriptor
        return text == null ? "" : text;
    }

    private static long machine(String facts) { // MemTotal:       24630036 kB
        int start = facts.indexOf("MemTotal:");
        if (start < 0) {
            return Long.MAX_VALUE;
        }
        int digit = start;
        while (digit < facts.length() && facts.charAt(digit) != '\n' && !Character.isDigit(facts.charAt(digit))) {
            digit++;
        }
        int end = digit;
        while (end < facts.length() && Character.isDigit(facts.charAt(end))) {
            end++;
        }
        return number(facts.substring(digit, end), Long.MAX_VALUE >>> 10) << 10;
    }

    /**
     * The least limit from the mount's root down to the process' group: inside a container only the root may be
     * visible.
     */
    private static long path(String mount, String group, String file, boolean[] missed) {
        long least = limit(mount + file, missed);
        String folder = mount;
        for (String name : group.split("/", -1)) {
            if (!name.isEmpty() && !name.equals("..")) {
                folder = folder + "/" + name;
                least = Math.min(least, limit(folder + file, missed));
            }
        }
        return least;
    }

    private static long limit(String file, boolean[] missed) {
        String text = text(file, missed);
        return text.isEmpty() || text.equals(NONE) ? Long.MAX_VALUE : number(text, Long.MAX_VALUE);
    }

    private static long number(String text, long otherwise) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}

package org.ccache.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * This process's memory as the kernel sums it over all mappings, exactly: unlike the counters of /proc/self/status it
 * is computed when read. Bytes.
 *
 * @param resident in memory now, what can be taken any time included
 * @param anonymous of them, those that no file backs
 * @param hugePages of those, in transparent huge pages
 * @param lazyFree freed by MADV_FREE but not taken yet
 */
public record SmapsRollup(long resident, long anonymous, long hugePages, long lazyFree) {
    private static final Path FILE = Path.of("/proc/self/smaps_rollup");

    public static SmapsRollup read() {
        try {
            return parse(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }

    static SmapsRollup parse(String text) {
        return new SmapsRollup(
                field(text, "Rss:"),
                field(text, "Anonymous:"),
                field(text, "AnonHugePages:"),
                field(text, "LazyFree:"));
    }

    private static long field(String text, String name) {
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(name)) {
                return 1024
                        * Long.parseLong(
                                line.substring(name.length()).replace("kB", "").strip());
            }
        }
        throw new IllegalStateException(FILE + " has no line " + name);
    }
}

package org.ccache.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says about this process's memory. Bytes. */
public final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR_REFS = Path.of("/proc/self/clear_refs");

    private ProcessMemory() {}

    /** Resident now. */
    public static long resident() {
        return field("VmRSS:");
    }

    /** Highest residence since the start or the last {@link #resetPeak()}. */
    public static long peakResident() {
        return field("VmHWM:");
    }

    /** Makes the peak equal to what is resident now; returns whether the kernel allowed it. */
    public static boolean resetPeak() {
        try {
            Files.writeString(CLEAR_REFS, "5");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static long field(String name) {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(name)) {
                    String number =
                            line.substring(name.length()).replace("kB", "").strip();
                    return Long.parseLong(number) * 1024;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + STATUS, e);
        }
        throw new IllegalStateException(STATUS + " has no line " + name);
    }
}

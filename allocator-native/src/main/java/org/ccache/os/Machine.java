package org.ccache.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of this machine, read from its files: no native call is needed. */
public final class Machine {
    private static final int AT_PAGESZ = 6;
    private static final int AT_RSEQ_FEATURE_SIZE = 27;
    private static final int DEFAULT_PAGE = 4096;

    private static final byte[] AUXILIARY = read("/proc/self/auxv");
    private static final int NODES = end(text("/sys/devices/system/node/online"), 1);

    private Machine() {}

    /** The kernel's page size in bytes. */
    public static int pageSize() {
        int size = (int) auxiliary(AT_PAGESZ);
        return size == 0 ? DEFAULT_PAGE : size;
    }

    /** Bytes of struct rseq that this kernel fills; 0 where it does not say (before 6.3, or no rseq). */
    public static int rseqFeatureSize() {
        return (int) auxiliary(AT_RSEQ_FEATURE_SIZE);
    }

    /**
     * Highest possible CPU number + 1: the bound of cpu_id and of mm_cid.
     *
     * <p>Not the number of processors that the JVM sees: containers and affinity masks shrink that one, but not the
     * ids. Where the file is hidden, 64 or more: an index beyond is refused by the sequences, not believed.
     */
    public static int possibleCpus() {
        return end(
                text("/sys/devices/system/cpu/possible"),
                Math.max(64, Runtime.getRuntime().availableProcessors()));
    }

    /** Number of NUMA nodes: the highest number of one that has memory or CPUs, + 1; 1 where the system does not tell. */
    public static int nodes() {
        return NODES;
    }

    /** Bytes of memory that this process may use: of the machine, or of its cgroup. */
    public static long memoryLimit() {
        return MemoryLimit.read(Path.of("/"));
    }

    /** One more than the last number of a list such as "0-1,4"; otherwise, if it is none. */
    static int end(String list, int otherwise) {
        int digits = list.length();
        while (digits > 0 && Character.isDigit(list.charAt(digits - 1))) {
            digits--;
        }
        return digits == list.length() ? otherwise : Integer.parseInt(list.substring(digits)) + 1;
    }

    /** The system's transparent huge page setting, the word in brackets, or "unknown". */
    public static String transparentHugePages() {
        String setting = text("/sys/kernel/mm/transparent_hugepage/enabled");
        int open = setting.indexOf('[');
        int close = setting.indexOf(']');
        return open < 0 || close < open ? "unknown" : setting.substring(open + 1, close);
    }

    /** The kernel's release, for example 6.12.1. */
    public static String kernel() {
        return System.getProperty("os.version");
    }

    static boolean isLinux() {
        return "Linux".equals(System.getProperty("os.name"));
    }

    /** x86_64, aarch64, or the JVM's own name for any other architecture. */
    static String architecture() {
        String name = System.getProperty("os.arch");
        return switch (name) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "aarch64";
            default -> name;
        };
    }

    private static long auxiliary(int type) {
        ByteBuffer words = ByteBuffer.wrap(AUXILIARY).order(ByteOrder.nativeOrder());
        while (words.remaining() >= 16) {
            long found = words.getLong();
            long value = words.getLong();
            if (found == type) {
                return value;
            }
        }
        return 0;
    }

    private static String text(String file) {
        return new String(read(file), StandardCharsets.US_ASCII).strip();
    }

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException | SecurityException e) {
            return new byte[0]; // hidden in this container: the callers have a default
        }
    }
}

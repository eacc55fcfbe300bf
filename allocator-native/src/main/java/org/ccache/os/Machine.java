package org.ccache.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ccache.layout.TableLayout;
import org.ccache.library.Downcalls;
import org.ccache.library.FirstUse;
import org.ccache.library.NativeLibrary;
import org.ccache.library.Platform;
import org.ccache.library.SystemKind;

/**
 * What the kernel says of this machine, read from its files: no native call is needed, but where they are hidden.
 *
 * <p>What decides sizes is read once.
 */
public final class Machine {
    private static final int AT_PAGESZ = 6;
    private static final int AT_RSEQ_FEATURE_SIZE = 27;

    private static final int LARGEST_PAGE = 64 << 10;
    private static final int LEAST_CPUS = 64; // where there may be sequences, and the file is hidden

    private static volatile Machine found;

    private final int pageSize;
    private final int rseqFeatureSize;
    private final int possibleCpus;
    private final int nodes;

    private Machine(byte[] auxiliary) {
        // Without the file (no /proc, no descriptor left) the system's functions tell, since no default is right on
        // all machines.
        int size = (int) find(auxiliary, AT_PAGESZ);
        pageSize = size == 0 ? systemsPageSize() : size;
        rseqFeatureSize =
                (int) (auxiliary.length > 0 ? find(auxiliary, AT_RSEQ_FEATURE_SIZE) : auxiliary(AT_RSEQ_FEATURE_SIZE));
        int processors = Runtime.getRuntime().availableProcessors();
        possibleCpus = end(
                Platform.text("/sys/devices/system/cpu/possible"),
                Platform.isLinux() ? Math.max(LEAST_CPUS, processors) : processors);
        nodes = end(Platform.text("/sys/devices/system/node/online"), 1);
    }

    private static int systemsPageSize() {
        try {
            return PagesChoice.found().pageSize();
        } catch (IllegalCallerException e) {
            return LARGEST_PAGE; // whoever wants native calls will be told
        }
    }

    private static Machine found() {
        Machine machine = found;
        return machine != null ? machine : find();
    }

    private static Machine find() {
        new FirstUse() {
            @Override
            protected boolean taken() {
                return found != null;
            }

            @Override
            protected void take() {
                byte[] auxiliary = Platform.read("/proc/self/auxv");
                found = new Machine(auxiliary == null ? new byte[0] : auxiliary);
            }
        }.ensure();
        return found;
    }

    /** The kernel's page size in bytes. */
    public static int pageSize() {
        return found().pageSize;
    }

    /** Bytes of struct rseq that this kernel fills; 0 where it does not say (before 6.3, or no rseq). */
    public static int rseqFeatureSize() {
        return found().rseqFeatureSize;
    }

    /**
     * Highest possible CPU number + 1: the bound of cpu_id and of mm_cid.
     *
     * <p>Not the number of processors that the JVM sees: containers and affinity masks shrink that one, but not the
     * ids. Where the file is hidden, 64 or more: an index beyond is refused by the sequences, not believed. On other
     * systems, which have no sequences, it is what the JVM sees.
     */
    public static int possibleCpus() {
        return found().possibleCpus;
    }

    /**
     * Number of NUMA nodes: the highest number of one that has memory or CPUs, + 1; 1 where the system does not tell.
     */
    public static int nodes() {
        return found().nodes;
    }

    /** The same as {@link #memoryLimit}, or -1 if it cannot be found out now, as for want of descriptors. */
    public static long memoryLimitNow() {
        long now = MemoryLimit.look("");
        return now < 0 ? now : Math.min(now, PagesChoice.found().memory());
    }

    /** Bytes of memory that this process may use now: of the machine, or of its cgroup. */
    public static long memoryLimit() {
        return Math.min(MemoryLimit.read(""), PagesChoice.found().memory());
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
        String setting = Platform.text("/sys/kernel/mm/transparent_hugepage/enabled");
        int open = setting.indexOf('[');
        int close = setting.indexOf(']');
        return open < 0 || close < open ? "unknown" : setting.substring(open + 1, close);
    }

    /** The kernel's release, for example 6.12.1. */
    public static String kernel() {
        return System.getProperty("os.version");
    }

    /** The calling thread's NUMA node, by a system call. Presumes that {@link NativeLibrary#available()}. */
    public static long node() {
        return Downcalls.plain(TableLayout.NODE, 0, 0, 0, 0);
    }

    /**
     * A word of the auxiliary vector from the C library, 0 if it has none; for where the kernel's file cannot be read.
     */
    private static long auxiliary(int type) {
        return Platform.isLinux() && !SystemKind.javaAlone() ? LinuxPages.auxiliary(type) : 0;
    }

    private static long find(byte[] auxiliary, int type) {
        ByteBuffer words = ByteBuffer.wrap(auxiliary).order(ByteOrder.nativeOrder());
        while (words.remaining() >= 16) {
            long found = words.getLong();
            long value = words.getLong();
            if (found == type) {
                return value;
            }
        }
        return 0;
    }
}

package org.ccache.rseq;

import org.ccache.os.Downcalls;
import org.ccache.os.Machine;
import org.ccache.os.NativeLibrary;
import org.ccache.os.RseqArea;

/**
 * Restartable sequences in this process: which mode, why not a better one, and the index.
 *
 * <p>Decided once, when first asked, by a functional self test of some milliseconds that always runs
 * (see {@code docs/rseq.md}): there are kernels that register rseq and abort nothing, so versions are not believed.
 * Thread-safe.
 */
public final class Rseq {
    /** "cpu_id" uses the CPU number even where mm_cid is there, "off" uses no sequences; for comparisons and tests. */
    public static final String MODE_PROPERTY = "org.ccache.rseq";

    private static final String AUTO = "auto";
    private static final String BY_CPU = "cpu_id";
    private static final String OFF = "off";
    private static final String WISH = wish();
    private static final RseqArea AREA_FOUND = WISH.equals(OFF) ? null : RseqArea.find();

    static final long AREA = AREA_FOUND == null ? 0 : AREA_FOUND.offset();
    static final boolean BY_CID = AREA_FOUND != null && AREA_FOUND.concurrencyId() && !WISH.equals(BY_CPU);

    private static final int INDEXES = Machine.possibleCpus();

    private static final int NODES = Machine.nodes();

    /** Apart, so that the self test may still run while the class above is used to prepare things. */
    private static final class Decision {
        static final String REFUSED =
                AREA_FOUND == null ? "switched off by " + MODE_PROPERTY + "=" + OFF : AREA_FOUND.reason();
        static final RseqMode MODE =
                !REFUSED.isEmpty() ? RseqMode.UNAVAILABLE : BY_CID ? RseqMode.MM_CID : RseqMode.CPU_ID;
    }

    private Rseq() {}

    private static String wish() {
        String wish = System.getProperty(MODE_PROPERTY, AUTO);
        if (!wish.equals(AUTO) && !wish.equals(BY_CPU) && !wish.equals(OFF)) {
            throw new IllegalArgumentException(
                    MODE_PROPERTY + "=" + wish + ": use " + AUTO + ", " + BY_CPU + " or " + OFF);
        }
        return wish;
    }

    /**
     * Finds the area and starts the self test, whose end {@link #mode} waits for: true if sequences may turn out to
     * work. Whoever has things to prepare calls this first.
     */
    public static boolean start() {
        return AREA_FOUND != null && AREA_FOUND.present();
    }

    public static RseqMode mode() {
        return Decision.MODE;
    }

    /** Why the mode is what it is, in one line: what was missing for a better one, and what the self test saw. */
    public static String reason() {
        return switch (mode()) {
            case MM_CID -> AREA_FOUND.note();
            case CPU_ID ->
                (AREA_FOUND.concurrencyId()
                                ? "asked for by " + MODE_PROPERTY + "=" + BY_CPU
                                : "this kernel has no mm_cid (Linux 6.3 or later)")
                        + "; " + AREA_FOUND.note();
            case UNAVAILABLE -> Decision.REFUSED;
        };
    }

    /** How the native library came to be mapped, or every step that failed. */
    public static String library() {
        return NativeLibrary.reason();
    }

    /** Number of indexes: the highest possible CPU number + 1. Every index is below it, in both modes. */
    public static int indexes() {
        return INDEXES;
    }

    /**
     * The calling thread's index, a hint only: stale as soon as it is read, whatever the caller does. -1 where
     * sequences are unavailable.
     */
    public static int indexHint() {
        return switch (mode()) {
            case MM_CID -> (int) Downcalls.indexCid(AREA);
            case CPU_ID -> (int) Downcalls.indexCpu(AREA);
            case UNAVAILABLE -> -1;
        };
    }

    /**
     * The NUMA node of the CPU that the calling thread is on, a hint only: stale as soon as it is read. From the rseq area
     * where the kernel keeps it there (Linux 6.3 or later), else by a system call. 0, without looking, on a machine of one
     * node, and where there is no native library.
     */
    public static int nodeHint() {
        if (NODES == 1 || !NativeLibrary.available()) {
            return 0;
        }
        if (AREA_FOUND != null && AREA_FOUND.present() && AREA_FOUND.concurrencyId()) { // as old as mm_cid
            return (int) Downcalls.indexNode(AREA);
        }
        return (int) Math.max(0, Downcalls.node());
    }
}

package org.ccache.rseq;

import org.ccache.os.Downcalls;
import org.ccache.os.Machine;
import org.ccache.os.NativeLibrary;
import org.ccache.os.RseqArea;

/**
 * Restartable sequences in this process: which mode, why not a better one, and the index.
 *
 * <p>Decided once, when the class is initialised, by a functional self test of about a millisecond that always runs
 * (see {@code docs/rseq.md}): there are kernels that register rseq and abort nothing, so versions are not believed.
 * Thread-safe.
 */
public final class Rseq {
    /** "cpu_id" uses the CPU number even where mm_cid is there, "off" uses no sequences; for comparisons and tests. */
    public static final String MODE_PROPERTY = "org.ccache.rseq";

    static final long AREA;
    static final boolean BY_CID;

    private static final RseqMode MODE;
    private static final String REASON;
    private static final int INDEXES = Machine.possibleCpus();

    static {
        String wish = System.getProperty(MODE_PROPERTY, "auto");
        if (!wish.equals("auto") && !wish.equals("cpu_id") && !wish.equals("off")) {
            throw new IllegalArgumentException(MODE_PROPERTY + "=" + wish + ": use auto, cpu_id or off");
        }
        if (wish.equals("off")) {
            MODE = RseqMode.UNAVAILABLE;
            REASON = "switched off by " + MODE_PROPERTY + "=off";
            AREA = 0;
        } else {
            RseqArea area = RseqArea.detect();
            AREA = area.offset();
            if (!area.usable()) {
                MODE = RseqMode.UNAVAILABLE;
                REASON = area.reason();
            } else if (wish.equals("cpu_id")) {
                MODE = RseqMode.CPU_ID;
                REASON = "asked for by " + MODE_PROPERTY + "=cpu_id; " + area.note();
            } else if (area.concurrencyId()) {
                MODE = RseqMode.MM_CID;
                REASON = area.note();
            } else {
                MODE = RseqMode.CPU_ID;
                REASON = "this kernel has no mm_cid (Linux 6.3 or later); " + area.note();
            }
        }
        BY_CID = MODE == RseqMode.MM_CID;
    }

    private Rseq() {}

    public static RseqMode mode() {
        return MODE;
    }

    /** Why the mode is what it is, in one line: what was missing for a better one, and what the self test saw. */
    public static String reason() {
        return REASON;
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
        return switch (MODE) {
            case MM_CID -> (int) Downcalls.indexCid(AREA);
            case CPU_ID -> (int) Downcalls.indexCpu(AREA);
            case UNAVAILABLE -> -1;
        };
    }
}

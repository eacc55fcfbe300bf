package org.ccache.os;

/**
 * Whether this process runs sequences, and by which index: decided once, by the user's wish, what the C library registered
 * and the self test. {@code Rseq} tells it to the world.
 */
public final class RseqChoice {
    public static final String PROPERTY = "org.ccache.rseq";
    public static final String BY_CPU = "cpu_id";
    public static final String OFF = "off";

    private static final String AUTO = "auto";
    private static final String WISH = wish();

    /** Null if sequences were switched off. */
    public static final RseqArea FOUND = WISH.equals(OFF) ? null : RseqArea.find();

    /** Offset of the area from the thread pointer, 0 if there is none. */
    public static final long AREA = FOUND == null ? 0 : FOUND.offset();

    /** Whether the index is mm_cid; otherwise it is cpu_id. */
    public static final boolean BY_CID = FOUND != null && FOUND.concurrencyId() && !WISH.equals(BY_CPU);

    private RseqChoice() {}

    /** Apart, so that the self test may still run while the class above is used to prepare things. */
    private static final class Decision {
        static final String REFUSED = FOUND == null ? "switched off by " + PROPERTY + "=" + OFF : FOUND.reason();
        static final boolean USABLE = REFUSED.isEmpty();
    }

    private static String wish() {
        String wish = System.getProperty(PROPERTY, AUTO);
        if (!wish.equals(AUTO) && !wish.equals(BY_CPU) && !wish.equals(OFF)) {
            throw new IllegalArgumentException(PROPERTY + "=" + wish + ": use " + AUTO + ", " + BY_CPU + " or " + OFF);
        }
        return wish;
    }

    /** Waits for the self test: whether sequences work here. A constant for compiled code. */
    public static boolean usable() {
        return Decision.USABLE;
    }

    /** Waits for the self test: why not; empty if they do. */
    public static String refused() {
        return Decision.REFUSED;
    }

    /** The calling thread's index, stale as soon as it is read. Presumes {@link #usable}. */
    public static int index() {
        return (int) (BY_CID ? Downcalls.indexCid(AREA) : Downcalls.indexCpu(AREA));
    }
}

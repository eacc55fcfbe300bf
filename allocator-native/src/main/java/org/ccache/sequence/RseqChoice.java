package org.ccache.sequence;

import org.ccache.library.FirstUse;
import org.ccache.sync.StackHeadroom;

/**
 * Whether this process runs sequences, and by which index: decided once, by the user's wish, what the C library
 * registered and the self test. {@code Rseq} tells it to the world.
 *
 * <p>In two steps, each made again if it ended in an error, and each with a holder of constants for compiled code
 * (see {@link FirstUse}): {@link #start} finds the area, and while the self test runs other things can be prepared;
 * {@link #decide} waits for its verdict.
 */
public final class RseqChoice {
    public static final String PROPERTY = "org.ccache.rseq";
    public static final String BY_CPU = "cpu_id";
    public static final String OFF = "off";

    private static final String AUTO = "auto";

    private static volatile RseqArea area; // what start ends with
    private static volatile boolean byCid;
    private static volatile String refused; // what decide ends with

    // Not volatile: whoever reads true finds the holders initialised, or waits for that.
    private static boolean started;
    private static boolean decided;

    private RseqChoice() {}

    /** Constants from {@link #start} on: whoever reads them has called it. */
    public static final class Index {
        /** Offset of the area from the thread pointer, 0 if there is none. */
        public static final long AREA = found().offset();

        /** Whether the index is mm_cid; otherwise it is cpu_id. */
        public static final boolean BY_CID = byCid;

        private Index() {}

        private static void initialise() {
            // by the call itself
        }
    }

    /** A constant from {@link #decide} on: whoever reads it has called it. */
    static final class Decision {
        static final boolean USABLE = verdict().isEmpty();

        private Decision() {}

        private static void initialise() {
            // by the call itself
        }
    }

    private static final class FindingStep extends FirstUse {
        @Override
        protected boolean taken() {
            return area != null;
        }

        @Override
        protected void take() {
            String wish = wish();
            RseqArea found =
                    wish.equals(OFF) ? RseqArea.missing("switched off by " + PROPERTY + "=" + OFF) : RseqArea.find();
            byCid = found.concurrencyId() && !wish.equals(BY_CPU);
            area = found;
        }
    }

    private static String wish() {
        String wish = System.getProperty(PROPERTY, AUTO);
        if (!wish.equals(AUTO) && !wish.equals(BY_CPU) && !wish.equals(OFF)) {
            throw new IllegalArgumentException(PROPERTY + "=" + wish + ": use " + AUTO + ", " + BY_CPU + " or " + OFF);
        }
        return wish;
    }

    /**
     * Finds the area and starts the self test.
     *
     * @throws IllegalArgumentException if the property {@value #PROPERTY} says something else than it may, each time
     */
    public static void start() {
        if (!started) {
            found();
            StackHeadroom.check(); // an initialiser needs little, but has one attempt
            Index.initialise();
            started = true;
        }
    }

    private static RseqArea found() {
        if (area == null) {
            new FindingStep().ensure();
        }
        return area;
    }

    /**
     * Waits for the self test.
     *
     * @throws IllegalArgumentException as {@link #start}
     */
    public static void decide() {
        if (!decided) {
            refused = verdict();
            StackHeadroom.check();
            Decision.initialise();
            decided = true;
        }
    }

    private static String verdict() {
        String known = refused;
        return known != null ? known : found().reason();
    }

    /** What was found; {@link RseqArea#present} or not. */
    public static RseqArea area() {
        start();
        return area;
    }

    /** Waits for the self test: whether sequences work here. All but a constant for compiled code. */
    public static boolean usable() {
        decide();
        return Decision.USABLE;
    }

    /** Waits for the self test: why not; empty if they do. */
    public static String refused() {
        decide();
        return refused;
    }
}

package org.ccache.bench.measure;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows on standard error how far a long run is: in place on a terminal, and elsewhere a line now and then, so that a
 * log stays readable.
 */
public final class Progress {
    private static final long TERMINAL_NANOS = 200_000_000L;
    private static final long LOG_NANOS = 10_000_000_000L;

    private final PrintStream out = System.err;
    private final boolean terminal = terminal();
    private final long start = System.nanoTime();
    private final String what;
    private long shown = start;

    public Progress(String what) {
        this.what = what;
    }

    /** JDK 25 again answers null where there is no terminal. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean terminal() {
        return System.console() != null && System.console().isTerminal();
    }

    /**
     * Shows how much is done, unless it was shown just before.
     *
     * @param done share of the work done, 0 to 1
     */
    public void update(double done) {
        long now = System.nanoTime();
        if (now - shown < (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
            return;
        }
        shown = now;
        double spent = (now - start) / 1e9;
        String left = done > 0 && done < 1
                ? String.format(Locale.ROOT, ", about %.0f s left", spent / done * (1 - done))
                : "";
        String text = String.format(Locale.ROOT, "%s: %3.0f %%, %.0f s%s", what, done * 100, spent, left);
        if (terminal) {
            out.print("\r\033[K" + text);
            out.flush();
        } else {
            out.println(text);
        }
    }

    /** Clears the line. */
    public void done() {
        if (terminal) {
            out.print("\r\033[K");
            out.flush();
        }
    }
}

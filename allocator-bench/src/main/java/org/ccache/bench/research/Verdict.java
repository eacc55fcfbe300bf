package org.ccache.bench.research;

import java.util.Collection;

/** What figures say about a claim. */
public enum Verdict {
    HOLDS("holds"),
    FAILS("does not hold"),
    OPEN("cannot be told");

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    /** As the page prints it. */
    public String words() {
        return words;
    }

    /** Of an expectation that figures meet or not. */
    public static Verdict of(boolean met) {
        return met ? HOLDS : FAILS;
    }

    /**
     * Of a figure that must be below a bound, known by an interval: cannot be told if the bound is within. NaN, which
     * is what a missing figure gives, cannot be told either.
     */
    public static Verdict below(double bound, double low, double high) {
        if (high <= bound) {
            return HOLDS;
        }
        return low > bound ? FAILS : OPEN;
    }

    /**
     * All must hold: one that does not decides; without that, one that cannot be told does; none at all tells nothing.
     */
    public static Verdict all(Collection<Verdict> verdicts) {
        if (verdicts.contains(FAILS)) {
            return FAILS;
        }
        return verdicts.isEmpty() || verdicts.contains(OPEN) ? OPEN : HOLDS;
    }
}

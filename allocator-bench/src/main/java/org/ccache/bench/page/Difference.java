package org.ccache.bench.page;

import org.ccache.bench.measure.Ratio;

/** What may be said about a ratio of the product to a peer. */
enum Difference {
    BETTER,
    WORSE,
    /** The interval does not leave what two equal processes differ by. */
    NONE_SHOWN,
    /** Too few rounds, or no A/A control: nothing may be said. */
    WITHHELD;

    /** Rounds that both must have before anything is said: intervals of fewer are too narrow for a verdict. */
    static final int LEAST_ROUNDS = 5;

    /** @param resolution natural logarithm of what equal processes differ by; NaN if unknown */
    static Difference of(Ratio ratio, int rounds, double resolution) {
        if (rounds < LEAST_ROUNDS || Double.isNaN(resolution)) {
            return WITHHELD;
        }
        double bound = Math.exp(resolution);
        if (ratio.high() < Math.min(1, 1 / bound)) {
            return BETTER;
        }
        return ratio.low() > Math.max(1, bound) ? WORSE : NONE_SHOWN;
    }

    String word(Quantity quantity) {
        return switch (this) {
            case BETTER -> quantity.better();
            case WORSE -> quantity.worse();
            case NONE_SHOWN -> "no difference shown";
            case WITHHELD -> "–";
        };
    }
}

package org.ccache.bench.research.length;

import java.util.List;

/**
 * One process: a worker on each allowed CPU, and what disturbs it.
 *
 * @param rivals further busy threads on each CPU
 * @param signals to each worker in a second
 * @param nanos lengths to try, in nanoseconds of undisturbed running
 * @param millis for each length, at least; a call that has begun is finished
 * @param most aborts after which a call gives up
 */
public record LengthSettings(int rivals, int signals, List<Long> nanos, int millis, int most) {

    /** For tables and pictures. */
    public String words() {
        String others = rivals == 0 ? "alone" : rivals + " rival" + (rivals == 1 ? "" : "s") + " on each CPU";
        return signals == 0 ? others : others + ", " + signals + " signals a second";
    }
}

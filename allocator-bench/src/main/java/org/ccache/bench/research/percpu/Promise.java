package org.ccache.bench.research.percpu;

import java.util.List;

/**
 * A ratio that the product promises: of medians.
 *
 * @param limit highest ratio of our time to theirs that keeps the promise
 */
public record Promise(String scenario, String theirs, double limit) {
    public static final List<Promise> ALL = List.of(
            new Promise(Scenarios.ring(32, 4, true), Rings.AGRONA, 0.6),
            new Promise(Scenarios.ring(32, 4, false), Rings.AGRONA, 0.6),
            new Promise(Scenarios.ring(32, 1, false), Rings.AGRONA, 0.8),
            new Promise(Scenarios.counter(4), Counters.LONG_ADDER, 1.0));
}

package org.ccache.bench.ratio;

import java.util.List;
import java.util.Locale;

/**
 * A ratio that the product promises.
 *
 * @param probability the quantile of the rounds that is compared: 0.1 where what is compared is code and a noisy
 *     neighbour's share has to be kept out, 0.5 otherwise
 * @param limit highest ratio of our time to theirs that keeps the promise
 */
record Target(Workload workload, String theirs, double probability, double limit) {

    static final List<Target> ALL = List.of(
            new Target(Workload.PAIR, Contenders.EMPTY, 0.1, 1.15),
            new Target(Workload.PAIR, Contenders.STACK, 0.5, 1.00),
            new Target(Workload.PAIR, "tcmalloc", 0.5, 1.15),
            new Target(Workload.PAIR, "malloc", 0.5, 0.50),
            new Target(Workload.SLOT_REPLACE, "tcmalloc", 0.5, 0.60),
            new Target(Workload.SLOT_REPLACE, "malloc", 0.5, 0.30));

    String statistic() {
        return probability == 0.5 ? "median" : String.format(Locale.ROOT, "p%.0f", probability * 100);
    }
}

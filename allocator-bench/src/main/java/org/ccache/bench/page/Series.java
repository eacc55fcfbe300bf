package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.suite.Outcome;

/** What one peer left on one workload: an outcome per round that counts, and all those that do not. */
final class Series {
    private final SortedMap<Integer, Outcome> rounds = new TreeMap<>();
    private final Set<String> failures = new LinkedHashSet<>();
    private final Set<String> skips = new LinkedHashSet<>();
    private final List<String> discards = new ArrayList<>();

    /** A later outcome of the same round replaces the earlier one: a resumed run measured it again. */
    void add(Outcome outcome) {
        if (!outcome.discarded().isEmpty()) {
            discards.add(outcome.discarded());
        } else if (outcome.measured() && outcome.operations() > 0) {
            rounds.put(outcome.round(), outcome);
        } else {
            String reason = outcome.failure().isEmpty() ? "no operations" : outcome.failure();
            (outcome.skipped() ? skips : failures).add(reason);
        }
    }

    /** What counts, by round. */
    SortedMap<Integer, Outcome> rounds() {
        return rounds;
    }

    Collection<Outcome> outcomes() {
        return rounds.values();
    }

    boolean measured() {
        return !rounds.isEmpty();
    }

    /** Defects, each once. */
    Set<String> failures() {
        return failures;
    }

    /** Why it was not run. */
    Set<String> skips() {
        return skips;
    }

    /** Why processes were run again, one for each. */
    List<String> discards() {
        return discards;
    }

    /** NaN if nothing was measured. */
    double median(ToDoubleFunction<Outcome> value) {
        return rounds.isEmpty()
                ? Double.NaN
                : Bootstrap.quantile(outcomes().stream().mapToDouble(value).toArray(), 0.5);
    }

    /** The outcome in the middle by its value: one process as it was, where a median would mix several. */
    Outcome middle(ToDoubleFunction<Outcome> value) {
        List<Outcome> sorted = new ArrayList<>(outcomes());
        sorted.sort(Comparator.comparingDouble(value));
        return sorted.get((sorted.size() - 1) / 2);
    }

    /** Why there are no figures, in a line; empty if there are. */
    String absence() {
        if (measured()) {
            return "";
        }
        if (!failures.isEmpty()) {
            return "failed: " + String.join("; ", failures);
        }
        if (!skips.isEmpty()) {
            return "skipped: " + String.join("; ", skips);
        }
        return discards.isEmpty() ? "not run" : "discarded, not run again";
    }
}

package org.ccache.bench.research;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.measure.Table;
import org.ccache.bench.page.Picture;

/** What an experiment found, in the order in which it is told. Not thread-safe. */
public final class Findings {
    /** A piece of the page. */
    sealed interface Part {}

    /** A paragraph, or several. */
    record Text(String markdown) implements Part {}

    /** A table below its caption. */
    record Tabular(String caption, Table table) implements Part {}

    /** An SVG beside the page. */
    record Drawn(Picture picture) implements Part {}

    /** A text file beside the page, such as a transcript, with its suffix and extension: {@code -long.txt}. */
    record Attachment(String suffix, String title, String contents) implements Part {}

    private final List<Part> parts = new ArrayList<>();
    private final List<String> raw = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final Map<String, Long> counters = new LinkedHashMap<>();

    public Findings text(String markdown) {
        parts.add(new Text(markdown));
        return this;
    }

    public Findings table(String caption, Table table) {
        parts.add(new Tabular(caption, table));
        return this;
    }

    /**
     * A picture whose id is the name of the experiment, or begins with it; one of which nothing was measured is left
     * out.
     */
    public Findings picture(Picture picture) {
        if (!picture.empty()) {
            parts.add(new Drawn(picture));
        }
        return this;
    }

    /** A text, written as NAME{suffix} and linked under its title; the suffix has the extension. */
    public Findings attachment(String suffix, String title, String contents) {
        parts.add(new Attachment(suffix, title, contents));
        return this;
    }

    /** A measurement as it was made: a line of NAME.json. */
    public Findings raw(Object measurement) {
        raw.add(Json.line(measurement));
        return this;
    }

    /** An expectation whose verdict was computed from figures. */
    public Findings check(String expected, String seen, Verdict verdict) {
        checks.add(new Check(expected, seen, verdict));
        return this;
    }

    /** An expectation of a figure; NaN, which is what a missing one gives, tells nothing. */
    public Findings check(String expected, String seen, double figure, boolean met) {
        return check(expected, seen, Double.isNaN(figure) ? Verdict.OPEN : Verdict.of(met));
    }

    /** An expectation of a ratio, by its interval; null where too little was measured for one. */
    public Findings below(String expected, double limit, Ratio ratio) {
        return ratio == null
                ? check(expected, "too few pairs of processes", Verdict.OPEN)
                : check(expected, ratio.toString(), Verdict.below(limit, ratio.low(), ratio.high()));
    }

    /** A process that did not answer: a check that cannot be told. */
    Findings failed(Recorded.Failed failed) {
        return raw(failed).check("a process for: " + failed.process(), "it failed, " + failed.failure(), Verdict.OPEN);
    }

    /** Adds to a count of the whole run, such as sequences aborted. */
    public Findings count(String what, long more) {
        counters.merge(what, more, Long::sum);
        return this;
    }

    List<Part> parts() {
        return Collections.unmodifiableList(parts);
    }

    /** All that are drawn. */
    List<Picture> pictures() {
        return parts.stream()
                .filter(Drawn.class::isInstance)
                .map(part -> ((Drawn) part).picture())
                .toList();
    }

    List<String> raw() {
        return Collections.unmodifiableList(raw);
    }

    public List<Check> checks() {
        return Collections.unmodifiableList(checks);
    }

    /** Counts by name, in the order in which they came up. */
    public Map<String, Long> counters() {
        return Collections.unmodifiableMap(counters);
    }

    public Verdict verdict() {
        return Verdict.all(checks.stream().map(Check::verdict).toList());
    }
}

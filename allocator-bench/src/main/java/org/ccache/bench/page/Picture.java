package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A picture as the numbers in it: {@code charts.js} draws it, in a page and for files alike.
 *
 * @param id of its element, or the name of its file
 * @param kind which function draws it
 * @param label what it shows, for those who cannot see it
 * @param marks dots or lines that must be there when it is drawn
 * @param data for the script, as JSON values
 */
public record Picture(String id, String kind, String label, int marks, Map<String, Object> data) {

    /** In the order of the names, so that the same numbers are the same JSON. */
    public Picture {
        data = Collections.unmodifiableMap(new TreeMap<>(data));
    }

    /**
     * An axis.
     *
     * @param unit {@code bytes}, {@code nanos}, {@code percentile} or {@code count}
     * @param least what smaller values are drawn as, for a logarithm has no zero
     */
    public record Axis(String name, String unit, boolean log, double least) {
        /** Of counts, from zero. */
        public static Axis linear(String name) {
            return new Axis(name, "count", false, 0);
        }

        /** Of counts, logarithmic. */
        public static Axis log(String name) {
            return new Axis(name + ", logarithmic", "count", true, 0);
        }
    }

    /**
     * One line.
     *
     * @param family whose colour it has; empty for one of its own
     * @param theory whether nobody measured it: it is dashed
     * @param points x and y
     */
    public record Line(String name, String family, boolean theory, List<List<Double>> points) {
        public static Line measured(String name, List<? extends Number> x, List<? extends Number> y) {
            return new Line(name, "", false, pairs(x, y));
        }

        /** What theory says, or a bound. */
        public static Line theory(String name, List<? extends Number> x, List<? extends Number> y) {
            return new Line(name, "", true, pairs(x, y));
        }

        private static List<List<Double>> pairs(List<? extends Number> x, List<? extends Number> y) {
            List<List<Double>> pairs = new ArrayList<>();
            for (int i = 0; i < x.size(); i++) {
                pairs.add(List.of(x.get(i).doubleValue(), y.get(i).doubleValue()));
            }
            return pairs;
        }
    }

    /** Lines over common axes; those without points are left out. */
    public static Picture lines(String id, String label, String title, Axis x, Axis y, List<Line> lines) {
        List<Line> drawn =
                lines.stream().filter(line -> !line.points().isEmpty()).toList();
        return new Picture(id, "lines", label, drawn.size(), Map.of("title", title, "x", x, "y", y, "lines", drawn));
    }

    /** Bars in groups, by series and then by group; a group that a series lacks has no bar. */
    public static Picture bars(
            String id, String label, String title, Axis x, Map<String, ? extends Map<String, Double>> values) {
        List<String> groups = values.values().stream()
                .flatMap(of -> of.keySet().stream())
                .distinct()
                .toList();
        List<Map<String, Object>> series = new ArrayList<>();
        values.forEach((name, of) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", name);
            one.put("values", groups.stream().map(of::get).toList());
            series.add(one);
        });
        return new Picture(
                id, "bars", label, groups.size(), Map.of("title", title, "x", x, "groups", groups, "series", series));
    }

    /** Whether there is nothing to draw. */
    public boolean empty() {
        return marks == 0;
    }

    /** A name as a part of an id. */
    static String id(String kind, String... names) {
        return kind + "-" + String.join("-", names).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}

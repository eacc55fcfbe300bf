package org.ccache.bench.research;

import java.util.List;

/**
 * The text of docs/experiments.md: sections between markers, each replaced by itself, and whatever else somebody wrote
 * around them, which stays.
 */
final class Page {
    private static final String HEAD = """
            # The document's claims as experiments

            Each section is written by `scripts/reproduce NAME`, from what it measured on the machine named at its end; the
            verdict is computed from the figures. `scripts/reproduce list` names them, `scripts/reproduce all` runs all of
            them. Pictures and raw data are in `docs/experiments/`. Text between the markers of a section is replaced by
            its next run.
            """;

    private final List<String> order;

    /** @param order of the sections, by name */
    Page(List<String> order) {
        this.order = order;
    }

    /**
     * The page with a section put where the old one was; a new one comes before the first of those that are behind it in
     * the order.
     *
     * @param old the page so far; empty if there is none
     * @throws IllegalArgumentException if the old page has one marker of the section without the other
     */
    String with(String old, String name, String section) {
        String page = old.isBlank() ? HEAD : old;
        String marked = begin(name) + "\n" + section.strip() + "\n" + end(name);
        int begin = page.indexOf(begin(name));
        int end = page.indexOf(end(name));
        if (begin < 0 && end < 0) {
            int at = before(page, name);
            return at < 0
                    ? page.stripTrailing() + "\n\n" + marked + "\n"
                    : page.substring(0, at) + marked + "\n\n" + page.substring(at);
        }
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(
                    "the page has one marker of " + name + " without the other, or in the" + " wrong order");
        }
        return page.substring(0, begin)
                + marked
                + page.substring(end + end(name).length());
    }

    /** Where the first section begins that comes after this one in the order; -1 if there is none. */
    private int before(String page, String name) {
        int first = -1;
        for (String later : order.subList(order.indexOf(name) + 1, order.size())) {
            int at = page.indexOf(begin(later));
            first = at >= 0 && (first < 0 || at < first) ? at : first;
        }
        return first;
    }

    private static String begin(String name) {
        return "<!-- begin " + name + " -->";
    }

    private static String end(String name) {
        return "<!-- end " + name + " -->";
    }
}

package org.ccache.bench.research;

import java.io.IOException;
import java.util.List;
import org.ccache.bench.measure.Marks;

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
     * @throws IOException if the old page has one marker of the section without the other
     */
    String with(String old, String name, String section) throws IOException {
        String page = old.isBlank() ? HEAD : old;
        return marks(name).replace(page, "", section.strip()).orElseGet(() -> inserted(page, name, section.strip()));
    }

    private String inserted(String page, String name, String section) {
        String marked = marks(name).around("", section);
        int at = order.subList(order.indexOf(name) + 1, order.size()).stream()
                .mapToInt(later -> marks(later).start(page))
                .filter(start -> start >= 0)
                .min()
                .orElse(-1);
        return at < 0
                ? page.stripTrailing() + "\n\n" + marked + "\n"
                : page.substring(0, at) + marked + "\n\n" + page.substring(at);
    }

    private static Marks marks(String name) {
        return new Marks("begin " + name, "end " + name);
    }
}

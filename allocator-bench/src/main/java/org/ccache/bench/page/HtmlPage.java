package org.ccache.bench.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Json;
import org.ccache.bench.measure.Table;

/**
 * The report as one page that needs nothing else: tables are HTML and stand without scripts, pictures are drawn from the
 * numbers that the page carries.
 */
public final class HtmlPage {
    private final SuiteResults results;
    private final SuiteTables tables;
    private final Sentences words;
    private final Plots plots;
    private final StringBuilder body = new StringBuilder();
    private final List<Plot> drawn = new ArrayList<>();

    public HtmlPage(SuiteResults results) {
        this.results = results;
        this.tables = new SuiteTables(results);
        this.words = new Sentences(results);
        this.plots = new Plots(results);
    }

    /** The whole document. */
    public String html() throws IOException {
        body.setLength(0);
        drawn.clear();
        head();
        summary();
        how();
        workloads();
        processes();
        footprint();
        latencies();
        details();
        section(
                "gaps",
                "What has no figures",
                "Skips, failures and gaps by name. Nothing is left out without a row here.");
        table(tables.gaps(), "text");
        body.append("</section>");
        section("peers", "Peers", "");
        table(tables.peers(), "text");
        body.append("</section>");
        return document();
    }

    /** Pictures of the page, after {@link #html}. */
    List<Plot> drawn() {
        return List.copyOf(drawn);
    }

    private String document() throws IOException {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("peers", plots.peers());
        Map<String, Object> byId = new LinkedHashMap<>();
        drawn.forEach(plot -> byId.put(plot.id(), plot.data()));
        data.put("plots", byId);
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
                + Html.escape(words.title())
                + "</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>\n"
                + PageFiles.own("report.css")
                + "</style>\n</head><body>\n<div id=\"errors\" role=\"alert\"></div>\n<script>\n"
                + PageFiles.own("errors.js")
                + "</script>\n"
                + body
                + "<footer>Pictures: Apache ECharts "
                + PageFiles.chartsVersion()
                + ", Apache License 2.0, copied into this page. It loads nothing.</footer>\n"
                + "<script type=\"application/json\" id=\"data\">"
                + Html.json(Json.line(data))
                + "</script>\n<script>\n"
                + PageFiles.charts()
                + "\n</script>\n<script>\n"
                + PageFiles.own("report.js")
                + "</script>\n</body></html>\n";
    }

    private void head() {
        body.append("<header><h1>")
                .append(Html.escape(words.title()))
                .append("</h1>\n<p class=\"sub\">")
                .append(Html.escape(words.subtitle()))
                .append("</p>\n");
        words.alarms()
                .forEach(alarm -> body.append("<p class=\"alarm\" role=\"alert\">")
                        .append(Html.escape(alarm))
                        .append("</p>\n"));
        List<String> gaps = new Gaps(results).sentences();
        if (!gaps.isEmpty()) {
            body.append("<ul class=\"warn\">");
            gaps.forEach(gap -> body.append("<li>").append(Html.escape(gap)).append("</li>"));
            body.append("</ul>\n");
        }
        body.append("</header>\n<nav><a href=\"#summary\">Summary</a><a href=\"#how\">How</a>")
                .append("<a href=\"#workloads\">Workloads</a><a href=\"#processes\">Every process</a>")
                .append("<a href=\"#footprint\">Footprint</a><a href=\"#latency\">Latency</a>")
                .append("<a href=\"#details\">Details</a><a href=\"#gaps\">No figures</a><a href=\"#peers\">Peers</a>")
                .append("<span id=\"chooser\"></span></nav>\n")
                .append(
                        "<noscript><p class=\"warn\">Pictures need scripts; every number is in the tables.</p></noscript>\n");
    }

    /** Opens a section. */
    private void section(String id, String heading, String lead) {
        body.append("<section id=\"")
                .append(id)
                .append("\"><h2>")
                .append(heading)
                .append("</h2>\n");
        if (!lead.isEmpty()) {
            body.append("<p class=\"lead\">").append(Html.inline(lead)).append("</p>\n");
        }
    }

    private void table(Table table, String classes) {
        String html = Html.table(table, classes);
        body.append(html.isEmpty() ? "<p class=\"mute\">Nothing.</p>\n" : html);
    }

    private void plot(Plot plot) {
        drawn.add(plot);
        body.append(plot.element());
    }

    private void summary() {
        section("summary", "Summary", "Ratios of ccache to a peer: below 1, ccache is ahead. " + words.verified());
        body.append("<h3>Targets</h3>\n");
        table(tables.targets(), "text targets");
        body.append("<h3>Beside the best of each kind</h3>\n");
        table(tables.bests(), "");
        body.append("<h3>Geometric means over workloads, with 95 % intervals</h3>\n")
                .append(legend());
        plots.geomeans().ifPresent(this::plot);
        table(tables.geomeans(), "");
        String missing = Html.table(tables.missing(), "text small");
        if (!missing.isEmpty()) {
            body.append("<details><summary>Which workloads the means lack</summary>")
                    .append(missing)
                    .append("</details>\n");
        }
        body.append("</section>");
    }

    private static String legend() {
        return "<p class=\"legend\"><span class=\"f-ccache\">◆</span> ccache <span class=\"f-own\">▲</span> its own other"
                + " front ends <span class=\"f-native\">●</span> native <span class=\"f-Java\">■</span> Java"
                + " <span class=\"f-bound\">○</span> bounds, no allocators to use</p>\n";
    }

    private void how() {
        section("how", "What was run, and how", "");
        body.append("<div class=\"two\"><dl>");
        results.folder()
                .environment()
                .forEach((name, value) -> body.append("<dt>")
                        .append(Html.escape(name))
                        .append("</dt><dd>")
                        .append(value.isBlank() ? Figures.NONE : Html.escape(value))
                        .append("</dd>"));
        body.append("</dl><ul class=\"method\">");
        words.method()
                .forEach(sentence ->
                        body.append("<li>").append(Html.escape(sentence)).append("</li>"));
        body.append("</ul></div></section>");
    }

    private void workloads() {
        section(
                "workloads",
                "Each workload: time and memory",
                "Every peer, relative to ccache = 1. Left of the line a peer is ahead; the one furthest ahead is named, in red where"
                        + " it is a native or Java peer's win over ccache. Memory only where ccache's live blocks reach 4 MiB.");
        body.append(legend());
        plots.overview().ifPresent(this::plot);
        table(tables.sideBySide(), "dense");
        body.append("</section>");
    }

    private void processes() {
        section(
                "processes",
                "Every process",
                "One dot per process, one bar at each peer's median, best on top; the dashed line is ccache's median.");
        body.append(legend());
        grid("<h3>Time</h3>\n", plots.strips(Quantity.TIME));
        grid("<h3>Memory</h3>\n", plots.strips(Quantity.MEMORY));
        body.append("</section>");
    }

    private void grid(String heading, List<Plot> some) {
        if (some.isEmpty()) {
            return;
        }
        body.append(heading).append("<div class=\"grid\">\n");
        some.forEach(this::plot);
        body.append("</div>\n");
    }

    private void footprint() {
        List<Plot> curves = plots.curves();
        section(
                "footprint",
                "Footprint over time",
                curves.isEmpty()
                        ? "No workload of this run has live blocks of 4 MiB."
                        : "Growth of the process since before the allocator was opened, of the process in the middle by its"
                                + " peak. What the JVM itself grows by is in it: void, where it ran.");
        body.append(curves.isEmpty() ? "" : legend());
        grid("", curves);
        body.append("</section>");
    }

    private void latencies() {
        List<Plot> lines = plots.latencies();
        section(
                "latency",
                "Latency",
                lines.isEmpty()
                        ? "No workload of this run records latencies."
                        : "From the intended start of each request, all blocks together. What void shows, no allocator"
                                + " causes.");
        body.append(lines.isEmpty() ? "" : legend());
        grid("", lines);
        for (WorkloadResults workload : results.workloads()) {
            new WorkloadTables(results, workload).latencies().forEach((what, byPeer) -> {
                body.append("<h3>")
                        .append(Html.escape(workload.name() + ": " + what))
                        .append("</h3>\n");
                table(WorkloadTables.percentiles(byPeer), "");
            });
        }
        body.append("</section>");
    }

    private void details() {
        section("details", "Details of each workload", "Medians over blocks; verified and wrong are sums.");
        for (WorkloadResults workload : results.workloads()) {
            WorkloadTables own = new WorkloadTables(results, workload);
            body.append("<details id=\"")
                    .append(Plot.id("workload", workload.name()))
                    .append("\"><summary><b>")
                    .append(Html.escape(workload.name()))
                    .append("</b> ")
                    .append(Html.escape(workload.facts().what()))
                    .append("</summary>\n<p>Operation: ")
                    .append(Html.escape(workload.facts().operation()))
                    .append(". Equal processes differ by up to ")
                    .append(Figures.resolution(workload.resolution(Quantity.TIME)))
                    .append(" in time and ")
                    .append(Figures.resolution(workload.resolution(Quantity.MEMORY)))
                    .append(" in memory. The JVM's own growth, subtracted: ")
                    .append(workload.ownGrowthKnown() ? Figures.bytes(workload.ownGrowth()) : "unknown, nothing")
                    .append(".</p>\n");
            table(own.comparison(), "dense");
            table(own.details(), "dense");
            body.append("</details>\n");
        }
        body.append("</section>");
    }
}

package org.ccache.bench.page;

import org.ccache.bench.measure.Table;

/** The report as Markdown that also reads well on a terminal. */
public final class MarkdownReport {
    private final SuiteResults results;
    private final SuiteTables tables;
    private final Sentences words;

    public MarkdownReport(SuiteResults results) {
        this.results = results;
        this.tables = new SuiteTables(results);
        this.words = new Sentences(results);
    }

    /** What is asked first: means, after what is wrong. */
    public String summary() {
        StringBuilder text = head();
        loops(text);
        return text.toString();
    }

    private StringBuilder head() {
        StringBuilder text = new StringBuilder("# " + words.title() + "\n\n" + words.subtitle() + "\n\n");
        words.alarms().forEach(alarm -> text.append("**").append(alarm).append("**\n\n"));
        new Gaps(results)
                .sentences()
                .forEach(gap -> text.append("- ").append(gap).append('\n'));
        text.append("\nRatios of ccache to a peer; below 1 ccache is ahead. ")
                .append(words.verified())
                .append('\n');
        if (!results.field().isEmpty()) {
            section(text, "## Beside the best of each kind", tables.bests());
            section(text, "## Geometric means over workloads", tables.geomeans());
        }
        return text;
    }

    private void loops(StringBuilder text) {
        if (!results.loops().isEmpty()) {
            text.append("\n## Loops: calls alone\n\n")
                    .append(words.loops())
                    .append("\n\n")
                    .append(tables.loops());
        }
    }

    /** All of it. */
    public String markdown() {
        StringBuilder text = head();
        section(text, "Means that lack workloads:", tables.missing());
        section(text, "## Time, each workload beside the best peer on it", tables.workloads(Quantity.TIME));
        section(text, "## Memory, each workload beside the best peer on it", tables.workloads(Quantity.MEMORY));
        loops(text);
        section(text, "## What has no figures", tables.gaps());
        text.append("\n## Each workload\n");
        for (WorkloadResults workload : results.workloads()) {
            WorkloadTables own = new WorkloadTables(results, workload);
            text.append("\n### ")
                    .append(workload.name())
                    .append("\n\n")
                    .append(workload.facts().what())
                    .append(". Operation: ")
                    .append(workload.facts().operation())
                    .append(".\n\n")
                    .append(own.comparison());
            own.latencies()
                    .forEach((what, byPeer) -> text.append("\nLatency of ")
                            .append(what)
                            .append(":\n\n")
                            .append(WorkloadTables.percentiles(byPeer)));
        }
        section(text, "## Peers", tables.peers());
        text.append("\n## Method\n\n");
        words.method().forEach(sentence -> text.append("- ").append(sentence).append('\n'));
        text.append("\n## Environment\n\n");
        results.folder()
                .environment()
                .forEach((name, value) -> text.append("- ")
                        .append(name)
                        .append(": ")
                        .append(SuiteTables.cell(value))
                        .append('\n'));
        return text.toString();
    }

    /** Nothing where the table has no rows. */
    private static void section(StringBuilder text, String heading, Table table) {
        if (table.rows().size() > 1) {
            text.append('\n').append(heading).append("\n\n").append(table);
        }
    }
}

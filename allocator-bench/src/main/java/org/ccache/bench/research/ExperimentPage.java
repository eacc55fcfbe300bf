package org.ccache.bench.research;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.ccache.bench.measure.Prose;

/** An experiment's page, in Markdown. */
final class ExperimentPage {
    private final Experiment experiment;
    private final Findings findings;
    private final Run run;

    /**
     * Circumstances of a run.
     *
     * @param machine facts by name
     * @param revision of the sources
     * @param quick whether it was a smoke run
     */
    record Run(Map<String, String> machine, String revision, double seconds, boolean quick) {}

    ExperimentPage(Experiment experiment, Findings findings, Run run) {
        this.experiment = experiment;
        this.findings = findings;
        this.run = run;
    }

    /** Ends with a line end. */
    String markdown() {
        String name = experiment.name();
        Premise premise = experiment.premise();
        StringBuilder text = new StringBuilder();
        text.append("# ").append(name).append("\n\n");
        text.append("*")
                .append(Character.toUpperCase(premise.title().charAt(0)))
                .append(premise.title(), 1, premise.title().length())
                .append(".* `scripts/reproduce ")
                .append(name)
                .append("`: one of the [experiments](../experiments.md).\n\n");
        paragraph(text, "Claim.", premise.claim());
        paragraph(text, "Hypothesis.", premise.hypothesis());
        paragraph(text, "Method.", premise.method());
        text.append("**Result.**");
        findings.parts().forEach(part -> append(text, part));
        text.append("\n\n");
        findings.checks()
                .forEach(check -> text.append("- ")
                        .append(check.expected())
                        .append(": seen ")
                        .append(check.seen())
                        .append(" – ")
                        .append(check.verdict().words())
                        .append('\n'));
        text.append("\n**Verdict: ").append(findings.verdict().words()).append(".**\n\n");
        paragraph(text, "Run.", circumstances());
        return Prose.wrapped(text.toString().stripTrailing() + "\n");
    }

    private static void paragraph(StringBuilder text, String head, String body) {
        text.append("**").append(head).append("** ").append(body.strip()).append("\n\n");
    }

    private void append(StringBuilder text, Findings.Part part) {
        String base = experiment.name();
        switch (part) {
            case Findings.Text words ->
                text.append("\n\n").append(words.markdown().strip());
            case Findings.Tabular t ->
                text.append("\n\n")
                        .append(t.caption())
                        .append("\n\n")
                        .append(t.table().toString().stripTrailing());
            case Findings.Drawn drawn ->
                link(text, "!", drawn.picture().label(), drawn.picture().id() + ".svg");
            case Findings.Attachment a -> link(text, "", a.title(), base + a.suffix());
        }
    }

    private static void link(StringBuilder text, String kind, String title, String target) {
        text.append("\n\n")
                .append(kind)
                .append('[')
                .append(title)
                .append("](")
                .append(target)
                .append(')');
    }

    private String circumstances() {
        StringJoiner line = new StringJoiner("; ", "", ".");
        if (run.quick()) {
            line.add("quick, nothing to publish");
        }
        for (String fact : List.of("processor", "processors", "memory", "kernel", "jdk", "libc", "rseq mode")) {
            if (run.machine().containsKey(fact)) {
                line.add(fact + " " + run.machine().get(fact));
            }
        }
        findings.counters().forEach((what, count) -> line.add(String.format(Locale.ROOT, "%s %,d", what, count)));
        line.add("revision " + run.revision());
        line.add(String.format(Locale.ROOT, "%.0f s", run.seconds()));
        return line + " Raw data: [" + experiment.name() + ".json](" + experiment.name() + ".json)";
    }
}

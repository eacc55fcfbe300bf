package org.ccache.bench.research;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The text of docs/experiments.md: a row for each experiment, made of the raw data that its last run has left. */
final class Summary {
    private static final String HEAD = """
            # Claims as experiments

            For researchers: claims about restartable sequences, each put to the test. A hypothesis with its numbers stands
            before anything is measured, and the verdict is computed from the figures. What all of the document claims, and
            where else it is shown, is in [claims.md](claims.md).

            | experiment | claim | verdict | the check that says most: what was seen |
            |:---|:---|:---|:---|
            """;

    private static final String FOOT = """

            An experiment's page has claim, hypothesis, method, all figures and checks, the machine and the revision;
            its pictures and raw data are beside it. `scripts/reproduce list` names the experiments,
            `scripts/reproduce NAME` runs one and writes its page and its row, and `scripts/reproduce all` runs all of
            them. `--again` measures nothing: it makes the pages of the raw data anew; `scripts/reproduce summary` makes
            this one only.
            """;

    private final List<Experiment> order;

    /** @param order of the rows */
    Summary(List<Experiment> order) {
        this.order = order;
    }

    /**
     * The text.
     *
     * @param folder of the raw data; an experiment that has none there gets no row
     * @throws IllegalArgumentException if raw data do not begin with a verdict
     */
    String of(Path folder) throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        for (Experiment experiment : order) {
            Path raw = folder.resolve(experiment.name() + ".json");
            if (Files.exists(raw)) {
                text.append(row(experiment, RawData.read(raw)));
            }
        }
        return text.append(FOOT).toString();
    }

    private static String row(Experiment experiment, RawData raw) {
        Check check = raw.deciding(experiment.premise().key());
        return String.join(
                " | ",
                "| [" + experiment.name() + "](experiments/" + experiment.name() + ".md)",
                cell(experiment.premise().title()),
                "**" + raw.verdict().words() + "**",
                cell(check.expected() + ": **" + check.seen() + "**") + " |\n");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}

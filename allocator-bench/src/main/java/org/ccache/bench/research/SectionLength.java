package org.ccache.bench.research;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Table;
import org.ccache.bench.page.Picture;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.bench.page.Picture.Line;
import org.ccache.bench.research.length.LengthPoint;
import org.ccache.bench.research.length.LengthResult;
import org.ccache.bench.research.length.LengthSettings;

/** How long may a sequence be before it starves? */
final class SectionLength extends Experiment {
    private static final long TIMEOUT_SECONDS = 180;
    private static final Axis LENGTH = Axis.log("length in µs");
    private static final int MOST_ABORTS = 20;
    private static final int MILLIS = 1_000;
    private static final long BRIEF = 1_000;
    private static final double NEARLY_ALWAYS = 0.999;

    /** How far the length at which half of the attempts commit may be from the mean time between events. */
    private static final double NEAR = 4;

    private static final List<Long> LENGTHS = List.of(
            10L,
            100L,
            1_000L,
            10_000L,
            100_000L,
            300_000L,
            1_000_000L,
            2_000_000L,
            3_000_000L,
            5_000_000L,
            10_000_000L,
            20_000_000L,
            50_000_000L,
            100_000_000L,
            200_000_000L,
            500_000_000L,
            1_200_000_000L);

    SectionLength() {
        super(Premise.read("section-length", Map.of("aborts", MOST_ABORTS, "near", (int) NEAR, "millis", MILLIS)));
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        List<Long> lengths = conditions.choose(List.of(100L, 100_000L, 20_000_000L), LENGTHS);
        int millis = conditions.choose(50, MILLIS);
        ExperimentProcesses processes = new ExperimentProcesses(conditions, findings, TIMEOUT_SECONDS);
        List<LengthResult> results = new ArrayList<>();
        for (int[] disturbed :
                conditions.choose(new int[][] {{0, 0}, {1, 0}}, new int[][] {{0, 0}, {1, 0}, {3, 0}, {0, 1_000}})) {
            LengthSettings settings = new LengthSettings(disturbed[0], disturbed[1], lengths, millis, MOST_ABORTS);
            processes.run(settings.words(), settings, LengthResult.class).ifPresent(results::add);
        }
        findings.table("What came, and what it did:", overview(results));
        findings.table("Share of attempts that commit, in per cent:", shares(results, lengths));
        findings.picture(chart(results)).picture(restarts(results));
        results.forEach(r -> findings.count(
                "aborts with mode " + r.mode(),
                r.points().stream().mapToLong(LengthPoint::aborts).sum()));
        check(results, findings);
    }

    static void check(List<LengthResult> results, Findings findings) {
        for (LengthResult result : results) {
            String where = result.settings().words() + ": ";
            double brief = result.points().stream()
                    .filter(point -> point.nanos() <= BRIEF)
                    .mapToDouble(LengthPoint::success)
                    .min()
                    .orElse(Double.NaN);
            findings.check(
                    where + "at least 99.9 % of the attempts of at most 1 µs commit",
                    Figures.share(brief, 5),
                    brief,
                    brief >= NEARLY_ALWAYS);
            if (result.settings().rivals() > 0) {
                findings.check(
                        where + "from some length on no call commits",
                        result.starvation() < 0
                                ? "the longest still does"
                                : "from " + Figures.threeDigits(result.starvation()),
                        Verdict.of(result.starvation() > 0));
            }
            double relative = result.halfLife() / (1e9 / result.eventsPerSecond());
            findings.check(
                    where + "half of the attempts commit within a factor of " + (int) NEAR
                            + " of the mean time between events",
                    Double.isNaN(relative)
                            ? "at no length"
                            : "at " + Figures.threeDigits(Math.round(result.halfLife())) + ", "
                                    + Figures.number(relative, 2) + " times it",
                    relative,
                    relative <= NEAR && relative >= 1 / NEAR);
            long wrong = result.points().stream()
                    .filter(point -> point.counted() != point.completed())
                    .count();
            findings.check(
                    where + "each call counts once or not at all",
                    wrong == 0 ? "at all lengths" : "not at " + wrong + " lengths",
                    Verdict.of(wrong == 0));
        }
    }

    private static Table overview(List<LengthResult> results) {
        Table table = new Table(
                "beside the workers", "events a second", "mean time between", "half commit at", "none commits from");
        for (LengthResult result : results) {
            double rate = result.eventsPerSecond();
            table.row(
                    result.settings().words(),
                    Figures.number(rate, 0),
                    Double.isNaN(rate) ? Figures.NONE : Figures.threeDigits(Math.round(1e9 / rate)),
                    Double.isNaN(result.halfLife()) ? Figures.NONE : Figures.threeDigits(Math.round(result.halfLife())),
                    result.starvation() < 0 ? Figures.NONE : Figures.threeDigits(result.starvation()));
        }
        return table;
    }

    private static Table shares(List<LengthResult> results, List<Long> lengths) {
        List<String> header = new ArrayList<>(List.of("length"));
        results.forEach(result -> header.add(result.settings().words()));
        Table table = new Table(header.toArray(String[]::new));
        for (int i = 0; i < lengths.size(); i++) {
            List<String> row = new ArrayList<>(List.of(Figures.threeDigits(lengths.get(i))));
            for (LengthResult result : results) {
                row.add(Figures.number(100 * result.points().get(i).success(), 4));
            }
            table.row(row.toArray(String[]::new));
        }
        return table;
    }

    private Picture chart(List<LengthResult> results) {
        List<Line> lines = new ArrayList<>();
        for (LengthResult result : results) {
            List<Double> micros = micros(result.points());
            String words = result.settings().words();
            lines.add(Line.measured(
                    words,
                    micros,
                    result.points().stream().map(LengthPoint::success).toList()));
            double rate = result.eventsPerSecond();
            if (!Double.isNaN(rate)) {
                lines.add(Line.theory(
                        "at random, " + words,
                        micros,
                        micros.stream()
                                .map(x -> LengthResult.atRandom(1_000 * x, rate))
                                .toList()));
            }
            if (!Double.isNaN(rate) && result.settings().rivals() > 0) {
                lines.add(Line.theory(
                        "by slices, " + words,
                        micros,
                        micros.stream()
                                .map(x -> LengthResult.bySlices(1_000 * x, rate))
                                .toList()));
            }
        }
        return Picture.lines(
                name(),
                "share of attempts that commit by length, measured and computed",
                "Share of attempts that commit",
                LENGTH,
                Axis.linear("share"),
                lines);
    }

    private Picture restarts(List<LengthResult> results) {
        List<Line> lines = new ArrayList<>();
        for (LengthResult result : results) {
            List<LengthPoint> points = result.points().stream()
                    .filter(point -> point.aborts() > 0 && point.completed() > 0)
                    .toList();
            lines.add(Line.measured(
                    result.settings().words(),
                    micros(points),
                    points.stream().map(LengthPoint::restarts).toList()));
        }
        return Picture.lines(
                name() + "-restarts",
                "restarts for each call that commits by length",
                "Restarts for each call that commits",
                LENGTH,
                Axis.log("restarts"),
                lines);
    }

    private static List<Double> micros(List<LengthPoint> points) {
        return points.stream().map(point -> point.nanos() / 1e3).toList();
    }
}

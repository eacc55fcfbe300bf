package org.ccache.bench.research;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Table;
import org.ccache.bench.measure.Task;
import org.ccache.bench.research.percpu.LostItems;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** The document's events 1 to 3: a ring for each CPU with nothing to guard it loses items. */
final class LostItemExperiment implements Experiment {
    private static final int PRODUCERS = 8;
    private static final long TIMEOUT_SECONDS = 300;

    @JsonTypeName("lost-item")
    record Arm(int messages, int rounds) implements Task.Once<Lost> {
        @Override
        public Lost measure() throws InterruptedException {
            return new Lost(LostItems.schedule(), LostItems.byChance(PRODUCERS, messages, rounds));
        }
    }

    /** What became of the items. */
    record Lost(List<Long> schedule, Map<String, LostItems.Outcome> byChance) {}

    @Override
    public String name() {
        return "lost-item";
    }

    @Override
    public String title() {
        return "a ring for each CPU loses items, unless something guards it";
    }

    @Override
    public String key() {
        return "guarded by nothing";
    }

    @Override
    public String claim() {
        return "Per-CPU data are safe against threads of other CPUs and not against those of their own: (1) A has written its item and is"
                + " preempted before it commits; (2) B, on the same CPU, reads the same head, overwrites the item and commits; (3) A"
                + " commits an item that is no longer there. What is needed is atomicity with respect to preemption.";
    }

    @Override
    public String hypothesis() {
        return "By this schedule one of two items comes out. By chance, with " + PRODUCERS
                + " producers on fewer processors, the unguarded ring loses some, and rings guarded by a sequence, by"
                + " compare-and-swap or by a lock lose none and deliver none twice.";
    }

    @Override
    public String method() {
        return "The same ring four times, differing only in how the head is committed. By schedule: B's whole offer happens in A's window,"
                + " which Java can open only where nothing guards; inside the sequence `scripts/test-native trap` does it at each"
                + " instruction, by the kernel. By chance: numbered messages of 16 bytes into rings that never fill, read when all were"
                + " sent; each number should come out once. `scripts/soak percpu -x` is the same in C, with signals and migrations.";
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        if (Rseq.mode() == RseqMode.UNAVAILABLE) {
            findings.check("rseq works here", Rseq.reason(), Verdict.OPEN);
            return;
        }
        new Arms(findings, TIMEOUT_SECONDS)
                .run("all rings", new Arm(conditions.choose(20_000, 50_000), conditions.choose(3, 60)), Lost.class)
                .ifPresent(answer -> report(answer, findings));
    }

    private static void report(Lost answer, Findings findings) {
        findings.check(
                "by schedule: one of A's item 1 and B's item 2 comes out",
                answer.schedule().toString(),
                Verdict.of(answer.schedule().size() == 1));
        Table table = new Table("guarded by", "sent", "lost", "twice");
        CategoryChart chart = new CategoryChartBuilder()
                .width(900)
                .height(360)
                .title("Of a million items, lost")
                .yAxisTitle("items")
                .build();
        chart.getStyler().setLegendVisible(false);
        List<String> guards = List.copyOf(answer.byChance().keySet());
        chart.addSeries(
                "lost",
                guards,
                guards.stream()
                        .map(guard -> perMillion(answer.byChance().get(guard)))
                        .toList());
        answer.byChance().forEach((guard, outcome) -> {
            table.row(
                    guard,
                    Figures.count(outcome.sent()),
                    Figures.count(outcome.lost()),
                    Figures.count(outcome.twice()));
            boolean loses = guard.equals(LostItems.NOTHING);
            findings.check(
                    "by chance, guarded by " + guard + ": " + (loses ? "some lost" : "none lost, none twice"),
                    Figures.count(outcome.lost()) + " lost, " + Figures.count(outcome.twice()) + " twice",
                    Verdict.of(loses ? outcome.lost() > 0 : outcome.lost() + outcome.twice() == 0));
        });
        findings.table("By chance, " + PRODUCERS + " producers:", table)
                .picture("", "items lost of a million, by what guards the ring", chart);
    }

    private static double perMillion(LostItems.Outcome outcome) {
        return 1e6 * outcome.lost() / outcome.sent();
    }
}

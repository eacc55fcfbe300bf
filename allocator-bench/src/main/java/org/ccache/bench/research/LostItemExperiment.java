package org.ccache.bench.research;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Table;
import org.ccache.bench.measure.Task;
import org.ccache.bench.page.Picture;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.bench.research.percpu.LostItems;

/** The document's events 1 to 3: a ring for each CPU with nothing to guard it loses items. */
final class LostItemExperiment extends Experiment {
    private static final int PRODUCERS = 8;

    private static final long TIMEOUT_SECONDS = 300;

    @JsonTypeName("lost-item")
    record LostItemTask(int messages, int rounds) implements Task.Once<Lost> {
        @Override
        public Lost measure() throws InterruptedException {
            return new Lost(LostItems.schedule(), LostItems.byChance(PRODUCERS, messages, rounds));
        }
    }

    /** What became of the items. */
    record Lost(List<Long> schedule, Map<String, LostItems.Traffic> byChance) {}

    LostItemExperiment() {
        super(Premise.read("lost-item", Map.of("producers", PRODUCERS)));
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        if (!conditions.rseq(findings)) {
            return;
        }
        new ExperimentProcesses(conditions, findings, TIMEOUT_SECONDS)
                .run(
                        "all rings",
                        new LostItemTask(conditions.choose(20_000, 50_000), conditions.choose(3, 60)),
                        Lost.class)
                .ifPresent(answer -> report(answer, findings));
    }

    private static void report(Lost answer, Findings findings) {
        findings.check(
                "by schedule: one of A's item 1 and B's item 2 comes out",
                answer.schedule().toString(),
                Verdict.of(answer.schedule().size() == 1));
        Table table = new Table("guarded by", "sent", "lost", "twice");
        Map<String, Double> lost = new LinkedHashMap<>();
        answer.byChance().forEach((guard, outcome) -> lost.put(guard, perMillion(outcome)));
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
                .picture(Picture.bars(
                        "lost-item",
                        "items lost of a million, by what guards the ring",
                        "Of a million items, lost",
                        Axis.linear("items"),
                        Map.of("lost", lost)));
    }

    private static double perMillion(LostItems.Traffic outcome) {
        return 1e6 * outcome.lost() / outcome.sent();
    }
}

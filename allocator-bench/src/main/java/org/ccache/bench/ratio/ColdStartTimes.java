package org.ccache.bench.ratio;

import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Bootstrap;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.measure.Promises;
import org.ccache.bench.measure.Ratio;
import org.ccache.bench.measure.Table;

/**
 * What {@link ColdStart} measured.
 *
 * @param nanos of each launch; the launches of one round have the same index
 */
public record ColdStartTimes(Map<ColdProgram, double[]> nanos) {

    /** Every program's times. */
    public Table table(Bootstrap bootstrap) {
        Table table = new Table("program", "p10, ms", "median, ms", "to one downcall, by median [95 %]");
        nanos.forEach((program, times) -> table.row(
                program.description(),
                millis(times, 0.1),
                millis(times, 0.5),
                program == ColdProgram.ONE_DOWNCALL
                        ? ""
                        : ratio(program, bootstrap).toString()));
        return table;
    }

    /** What is promised of a start, and what was measured. */
    public List<Judgement> judgements(Bootstrap bootstrap) {
        return List.of(
                Promises.START.of(ratio(ColdProgram.FIRST_ALLOCATION, bootstrap)),
                Promises.START_AHEAD.of(ratio(ColdProgram.FIRST_ALLOCATION_AHEAD, bootstrap)));
    }

    private Ratio ratio(ColdProgram program, Bootstrap bootstrap) {
        return bootstrap.ofQuantiles(nanos.get(program), nanos.get(ColdProgram.ONE_DOWNCALL), 0.5);
    }

    private static String millis(double[] nanos, double probability) {
        return Figures.number(Bootstrap.quantile(nanos, probability) / 1e6, 2);
    }
}

package org.ccache.bench.research;

import java.nio.file.Path;
import java.util.Map;
import org.ccache.bench.machine.MachineReport;
import org.ccache.rseq.RseqMode;

/**
 * How an experiment is run.
 *
 * @param quick only to see that everything runs: seconds instead of minutes, nothing to publish
 * @param scratch an existing folder for files of the run that are not published
 * @param guests what {@code scripts/lab} printed for this experiment; null if it was not asked
 * @param machine facts by name ({@link MachineReport})
 * @param recorded where measurements come from that were made before; null if they are to be made
 */
public record Conditions(boolean quick, Path scratch, Path guests, Map<String, String> machine, Recorded recorded) {

    /** Of a run that measures, here. */
    public Conditions(boolean quick, Path scratch, Path guests) {
        this(quick, scratch, guests, MachineReport.facts(), null);
    }

    /** Of one that measures nothing. */
    static Conditions of(Recorded recorded) {
        ExperimentPage.Run run = recorded.run();
        return new Conditions(run.quick(), null, null, run.machine(), recorded);
    }

    /** The one or the other, by size of the run. */
    public <T> T choose(T whenQuick, T otherwise) {
        return quick ? whenQuick : otherwise;
    }

    /** Whether sequences run on the machine; if not, nothing can be told, and the findings say so. */
    boolean rseq(Findings findings) {
        boolean available = !RseqMode.UNAVAILABLE.toString().equals(machine.get("rseq mode"));
        if (!available) {
            findings.check("rseq works here", machine.get("reason"), Verdict.OPEN);
        }
        return available;
    }

    /** A fact that begins with a number, or is one. */
    long number(String fact, long otherwise) {
        String text = machine.get(fact);
        return text == null ? otherwise : Long.parseLong(text.split(" ", 2)[0]);
    }
}

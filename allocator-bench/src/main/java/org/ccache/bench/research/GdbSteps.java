package org.ccache.bench.research;

import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;
import org.ccache.bench.research.gdb.GdbOutput;
import org.ccache.bench.research.gdb.GdbScript;
import org.ccache.bench.research.gdb.GdbSession;

/** What gdb makes of a sequence, with the sections that are there for it and without. */
final class GdbSteps extends Experiment {
    /** Aborts after which the program's call gives up (template_test.c). */
    private static final int BOUND = 5;

    private static final String ABORT = "template_count_abort";

    GdbSteps() {
        super(Premise.read("gdb", Map.of("aborts", BOUND)));
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        Map<GdbScript, GdbOutput> with = new EnumMap<>(GdbScript.class);
        Map<GdbScript, GdbOutput> without = new EnumMap<>(GdbScript.class);
        StringBuilder transcript = new StringBuilder();
        try {
            Files.createDirectories(conditions.scratch());
            GdbSession session = GdbSession.build(conditions.scratch().toAbsolutePath());
            transcript.append(session.circumstances()).append('\n');
            for (boolean bare : new boolean[] {false, true}) {
                for (GdbScript script : GdbScript.values()) {
                    GdbOutput output = session.run(script, bare);
                    (bare ? without : with).put(script, output);
                    transcript
                            .append("\n==== ")
                            .append(script.words())
                            .append("; sections: ")
                            .append(String.join(" ", session.sections(bare)))
                            .append('\n')
                            .append(output.transcript());
                }
            }
        } catch (IOException e) {
            findings.check("gdb, a C compiler and binutils are here", e.getMessage(), Verdict.OPEN);
            return;
        }
        findings.text("Transcript of " + transcript.substring(0, transcript.indexOf("\n")) + ":");
        findings.attachment(".txt", "everything that gdb printed", transcript.toString());
        check(with, without, findings);
    }

    static void check(Map<GdbScript, GdbOutput> with, Map<GdbScript, GdbOutput> without, Findings findings) {
        GdbOutput asSet = with.get(GdbScript.BREAKPOINT_AS_SET);
        GdbOutput inPlace = with.get(GdbScript.BREAKPOINT_IN_PLACE);
        GdbOutput steps = with.get(GdbScript.STEPS);
        GdbOutput whole = with.get(GdbScript.WHOLE);
        breakpoint(
                "a breakpoint inside, displaced stepping off, restarts the sequence until it gives up",
                inPlace,
                findings);
        breakpoint("a breakpoint inside, gdb as it comes, restarts the sequence until it gives up", asSet, findings);
        findings.check(
                "a breakpoint inside never lets the sequence go on unprotected",
                asSet.stops(false) + inPlace.stops(false) + " stops inside with rseq_cs = 0, and "
                        + (asSet.stops(true) + inPlace.stops(true)) + " with it set",
                Verdict.of(asSet.stops(false) + inPlace.stops(false) == 0));
        findings.check(
                "with the sections, single steps from before the sequence skip it",
                steps.steps(ABORT) + " of 12 steps ended in the abort handler",
                Verdict.of(steps.steps(ABORT) == 0));
        boolean same = with.equals(without);
        findings.check(
                "without the sections gdb does something else",
                same ? "the same transcript, word for word" : "another transcript",
                Verdict.of(!same));
        findings.check(
                "finish, and a breakpoint at the commit, abort nothing",
                "counted " + whole.atCommit() + " at the commit, then " + whole.counted() + " with " + whole.aborts()
                        + " aborts",
                Verdict.of(whole.atCommit() == 1 && whole.counted() == 1 && whole.aborts() == 0));
        if (asSet.stops(false) > 0) {
            findings.text("What happens: gdb steps the instruction under its breakpoint in another place, outside the"
                    + " sequence (displaced stepping; switched off, this does not happen). The kernel sees the thread outside,"
                    + " clears `rseq_cs`, and restarts nothing. The rest of the sequence then runs to its commit"
                    + " unprotected, whoever else has worked on the same index while it stood still. That is worse than"
                    + " never getting through. `set displaced-stepping off` before setting a breakpoint inside a sequence,"
                    + " or better set none there: stop at the entry, at the commit, or in the abort handler.");
        }
        findings.count("aborts", Math.max(0, asSet.aborts()) + Math.max(0, inPlace.aborts()));
    }

    private static void breakpoint(String expected, GdbOutput output, Findings findings) {
        findings.check(
                expected,
                "met " + output.hits() + " times, " + output.aborts() + " aborts, counted " + output.counted(),
                Verdict.of(output.hits() == BOUND && output.aborts() == BOUND && output.counted() == 0));
    }
}

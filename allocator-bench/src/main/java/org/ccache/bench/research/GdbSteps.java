package org.ccache.bench.research;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.ccache.bench.research.gdb.GdbOutput;
import org.ccache.bench.research.gdb.GdbScript;
import org.ccache.bench.research.gdb.GdbSession;
import org.ccache.bench.research.gdb.GdbTranscript;

/** What gdb makes of a sequence, with the sections that are there for it and without. */
final class GdbSteps extends Experiment {
    /** Aborts after which the program's call gives up (template_test.c). */
    private static final int BOUND = 5;

    private static final String ABORT = "template_count_abort";

    private static final String TOOLS = "gdb, a C compiler and binutils are here";

    private static final String SUFFIX = ".txt";

    GdbSteps() {
        super(Premise.read("gdb", Map.of("aborts", BOUND)));
    }

    @Override
    public void run(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        if (conditions.recorded() == null) {
            measure(conditions, findings);
            return;
        }
        Optional<String> transcript = conditions.recorded().attachment(SUFFIX);
        // One that lies there though that run had no tools is of another run.
        if (transcript.isPresent() && conditions.recorded().check(TOOLS).isEmpty()) {
            report(GdbTranscript.parse(transcript.get()), findings);
        } else {
            findings.check(TOOLS, conditions.recorded().seen(TOOLS), Verdict.OPEN);
        }
    }

    private static void measure(Conditions conditions, Findings findings) throws IOException, InterruptedException {
        GdbTranscript transcript;
        try {
            Files.createDirectories(conditions.scratch());
            transcript = GdbTranscript.of(GdbSession.build(conditions.scratch().toAbsolutePath()));
        } catch (IOException e) {
            findings.check(TOOLS, e.getMessage(), Verdict.OPEN);
            return;
        }
        report(transcript, findings);
    }

    private static void report(GdbTranscript transcript, Findings findings) {
        findings.text("Transcript of " + transcript.circumstances() + ":");
        findings.attachment(SUFFIX, "everything that gdb printed", transcript.text());
        check(transcript.with(), transcript.without(), findings);
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

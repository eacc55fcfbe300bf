package org.ccache.bench.research;

import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;
import org.ccache.bench.research.gdb.GdbOutput;
import org.ccache.bench.research.gdb.GdbScript;
import org.ccache.bench.research.gdb.GdbSession;

/** What gdb makes of a sequence, with the sections that are there for it and without. */
final class GdbSteps implements Experiment {
    /** Aborts after which the program's call gives up (template_test.c). */
    private static final int BOUND = 5;

    private static final String ABORT = "template_count_abort";

    @Override
    public String name() {
        return "gdb";
    }

    @Override
    public String title() {
        return "a breakpoint inside restarts a sequence for ever, and gdb skips it by its sections";
    }

    @Override
    public String key() {
        return "unprotected";
    }

    @Override
    public String claim() {
        return "A sequence cannot be debugged: a breakpoint inside interrupts it, so it is restarted for ever. Therefore"
                + " sequences are declared in the sections `__rseq_cs_ptr_array` and `__rseq_exit_point_array`, which"
                + " debuggers such as gdb read to skip them when single-stepping.";
    }

    @Override
    public String hypothesis() {
        return "A breakpoint inside is met again and again until the call gives up, after " + BOUND
                + " aborts. A single step"
                + " from before a sequence that has the sections ends behind it, without an abort; without the sections it"
                + " ends in the abort handler. To `finish` the whole function, or to stop at the commit, aborts nothing.";
    }

    @Override
    public String method() {
        return "The test program of docs/template calls its sequence once, with three rounds of the loop inside and at most "
                + BOUND
                + " aborts, under gdb in batch mode; then a copy of the same file from which `objcopy` has removed both"
                + " sections. At each stop inside, gdb reads `rseq_cs` of the stopped thread: 0 means that the kernel has"
                + " cleared it, and that nothing protects the rest of the sequence. Everything typed and printed is in the"
                + " transcript.";
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

package org.ccache.bench.research;

import java.util.List;
import java.util.Locale;
import org.ccache.bench.measure.Table;
import org.ccache.rseq.RseqMode;

/** The verdicts of {@link CidVsCpu}, with the numbers of its hypothesis. */
final class CidChecks {
    /** What is kept may differ by what magazines of different steps keep. */
    private static final double TOLERANCE = 0.1;

    private CidChecks() {}

    static void oneThread(List<OneThread> programs, Findings findings) {
        if (programs.stream().noneMatch(p -> p.visits() > 1)) {
            findings.check("(1) a native program of one thread on several CPUs", "none", Verdict.OPEN);
        }
        if (programs.isEmpty()) {
            return;
        }
        Table table = new Table("where", "CPUs visited", "different mm_cid", "different cpu_id");
        for (OneThread p : programs) {
            String where = p.where() + ", kernel " + p.kernel();
            table.row(where, Integer.toString(p.visits()), Integer.toString(p.cids()), Integer.toString(p.cpuIds()));
            findings.check(
                    String.format(Locale.ROOT, "(1) one thread natively, %s: 1 mm_cid, %d cpu_id", where, p.visits()),
                    String.format(Locale.ROOT, "%d and %d", p.cids(), p.cpuIds()),
                    Verdict.of(p.cids() == 1 && p.cpuIds() == p.visits()));
        }
        findings.table("A native program of one thread:", table);
    }

    static void jvm(List<CidResult> results, Findings findings) {
        for (RseqMode mode : List.of(RseqMode.MM_CID, RseqMode.CPU_ID)) {
            List<CidResult> of =
                    results.stream().filter(r -> r.mode().equals(mode.name())).toList();
            if (of.stream().noneMatch(r -> r.visits() > 1)) {
                findings.check(mode + " on several CPUs", "none", Verdict.OPEN);
            }
            for (CidResult r : of) {
                if (mode == RseqMode.MM_CID) {
                    byConcurrency(r, findings);
                } else {
                    byProcessor(r, findings);
                }
            }
        }
        fewerThreadsThanProcessors(results, findings);
    }

    private static void byProcessor(CidResult r, Findings findings) {
        int expected = r.visits();
        findings.check(
                "(2) " + what(r) + expected + " indexes, growth " + expected,
                seen(r),
                Verdict.of(r.indexesUsed() == expected && Math.abs(r.growth() / expected - 1) <= TOLERANCE));
    }

    private static void byConcurrency(CidResult r, Findings findings) {
        int most = Math.min(r.threads(), r.visits());
        findings.check(
                "(3) " + what(r) + "at most " + most + " indexes and that growth",
                seen(r),
                Verdict.of(r.indexesUsed() <= most && r.growth() <= most * (1 + TOLERANCE)));
    }

    /** Pairs of processes that differ in the mode only. */
    private static void fewerThreadsThanProcessors(List<CidResult> results, Findings findings) {
        boolean any = false;
        for (CidResult cid : results) {
            if (!cid.mode().equals(RseqMode.MM_CID.name()) || cid.threads() >= cid.visits()) {
                continue;
            }
            for (CidResult cpu : results) {
                if (cpu.mode().equals(RseqMode.CPU_ID.name())
                        && cpu.kernel().equals(cid.kernel())
                        && cpu.alone() == cid.alone()
                        && cpu.shape() == cid.shape()
                        && cpu.visits() == cid.visits()) {
                    any = true;
                    long mine = cid.cached().getLast();
                    long other = cpu.cached().getLast();
                    findings.check(
                            "(4) " + what(cid) + "caches less than by cpu_id",
                            String.format(Locale.ROOT, "%.2f of it", (double) mine / other),
                            Verdict.of(mine < other));
                }
            }
        }
        if (!any) {
            findings.check("(4) a JVM of fewer threads than CPUs, in both modes", "none", Verdict.OPEN);
        }
    }

    private static String what(CidResult r) {
        return String.format(
                Locale.ROOT,
                "%s, kernel %s, %s moves, %s, %d CPUs: ",
                r.mode(),
                r.kernel(),
                r.alone() ? "thread" : "process",
                r.shape().words(),
                r.visits());
    }

    private static String seen(CidResult r) {
        return String.format(Locale.ROOT, "%d indexes, growth %.2f", r.indexesUsed(), r.growth());
    }
}

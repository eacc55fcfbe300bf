package org.ccache.bench.research;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ccache.bench.measure.Table;
import org.ccache.bench.research.CidVsCpu.CidRow;
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
            String where = p.where();
            table.row(where, Integer.toString(p.visits()), Integer.toString(p.cids()), Integer.toString(p.cpuIds()));
            findings.check(
                    String.format(Locale.ROOT, "(1) one thread natively, %s: 1 mm_cid, %d cpu_id", where, p.visits()),
                    String.format(Locale.ROOT, "%d and %d", p.cids(), p.cpuIds()),
                    Verdict.of(p.cids() == 1 && p.cpuIds() == p.visits()));
        }
        findings.table("A native program of one thread; " + kernels(programs) + ":", table);
    }

    private static String kernels(List<OneThread> programs) {
        return programs.stream()
                .map(p -> p.where() + ", kernel " + p.kernel())
                .distinct()
                .collect(Collectors.joining("; "));
    }

    static void jvm(List<CidRow> results, Findings findings) {
        for (RseqMode mode : List.of(RseqMode.MM_CID, RseqMode.CPU_ID)) {
            List<CidRow> of = results.stream()
                    .filter(row -> row.result().mode().equals(mode.name()))
                    .toList();
            if (of.stream().noneMatch(row -> row.result().visits() > 1)) {
                findings.check(mode + " on several CPUs", "none", Verdict.OPEN);
            }
            for (CidRow row : of) {
                if (mode == RseqMode.MM_CID) {
                    byConcurrency(row, findings);
                } else {
                    byProcessor(row, findings);
                }
            }
        }
        fewerThreadsThanProcessors(results, findings);
    }

    private static void byProcessor(CidRow row, Findings findings) {
        CidResult r = row.result();
        int expected = r.visits();
        findings.check(
                "(2) " + what(row) + expected + " indexes, growth " + expected,
                seen(r),
                Verdict.of(r.indexesUsed() == expected && Math.abs(r.growth() / expected - 1) <= TOLERANCE));
    }

    private static void byConcurrency(CidRow row, Findings findings) {
        CidResult r = row.result();
        int most = Math.min(r.threads(), r.visits());
        findings.check(
                "(3) " + what(row) + "at most " + most + " indexes and that growth",
                seen(r),
                Verdict.of(r.indexesUsed() <= most && r.growth() <= most * (1 + TOLERANCE)));
    }

    /** Pairs of processes that differ in the mode only. */
    private static void fewerThreadsThanProcessors(List<CidRow> results, Findings findings) {
        boolean any = false;
        for (CidRow row : results) {
            CidResult cid = row.result();
            if (!cid.mode().equals(RseqMode.MM_CID.name()) || cid.threads() >= cid.visits()) {
                continue;
            }
            for (CidRow other : results) {
                CidResult cpu = other.result();
                if (cpu.mode().equals(RseqMode.CPU_ID.name())
                        && other.where().equals(row.where())
                        && cpu.kernel().equals(cid.kernel())
                        && cpu.alone() == cid.alone()
                        && cpu.shape() == cid.shape()
                        && cpu.visits() == cid.visits()) {
                    any = true;
                    long mine = cid.cached().getLast();
                    long theirs = cpu.cached().getLast();
                    findings.check(
                            "(4) " + what(row) + "caches less than by cpu_id",
                            String.format(Locale.ROOT, "%.2f of it", (double) mine / theirs),
                            Verdict.of(mine < theirs));
                }
            }
        }
        if (!any) {
            findings.check("(4) a JVM of fewer threads than CPUs, in both modes", "none", Verdict.OPEN);
        }
    }

    private static String what(CidRow row) {
        CidResult r = row.result();
        return String.format(
                Locale.ROOT,
                "%s, %s, %s moves, %s, %d CPUs: ",
                r.mode(),
                row.where(),
                r.mover(),
                r.shape().words(),
                r.visits());
    }

    private static String seen(CidResult r) {
        return String.format(Locale.ROOT, "%d indexes, growth %.2f", r.indexesUsed(), r.growth());
    }
}

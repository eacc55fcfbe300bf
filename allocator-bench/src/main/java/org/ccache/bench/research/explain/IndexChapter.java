package org.ccache.bench.research.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.ccache.bench.machine.Affinity;

/**
 * cpu_id against mm_cid while the number of threads and their processors change: a line for each phase, as it is
 * measured.
 */
final class IndexChapter {
    private static final int MOST_PINNED = 4; // phases with one thread on one processor
    private static final int LOOKS = 3;
    private static final long LOOK_MILLIS = 100;

    private final Wording text;
    private final ThreadArea area;
    private int highestCpu;
    private int highestCid;

    IndexChapter(Wording text, ThreadArea area) {
        this.text = text;
        this.area = area;
    }

    void write() throws IOException, InterruptedException {
        int[] allowed = Affinity.allowed();
        text.line("");
        text.line(String.format(
                Locale.ROOT,
                "%-24s %-12s %-12s %7s  %s",
                "busy threads",
                "cpu_id seen",
                "mm_cid seen",
                "changes",
                "cpu_id/mm_cid of two, " + LOOKS + " looks"));
        for (int i = 0; i < Math.min(MOST_PINNED, allowed.length); i++) {
            phase("1, on CPU " + allowed[i], 1, new int[] {allowed[i]});
        }
        phase(allowed.length + ", anywhere", allowed.length, allowed);
        phase(4 * allowed.length + ", anywhere", 4 * allowed.length, allowed);
        phase(4 * allowed.length + ", all on CPU " + allowed[0], 4 * allowed.length, new int[] {allowed[0]});
        phase("1, anywhere", 1, allowed);
        text.line("");
        text.say("'changes' counts what the threads saw change of either number. The JVM's own threads have concurrency"
                + " ids too while they run, so 'mm_cid seen' may be a number higher than the busy threads alone need.");
        text.fact("highest cpu_id seen", highestCpu + " of " + allowed.length + " allowed CPUs");
        text.fact("highest mm_cid seen", Integer.toString(highestCid));
    }

    private void phase(String what, int threads, int[] processors) throws IOException, InterruptedException {
        List<IndexSampler> samplers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            samplers.add(new IndexSampler(area, processors.length == 1 ? processors[0] : -1));
        }
        StringBuilder looks = new StringBuilder();
        for (int look = 0; look < LOOKS; look++) {
            Thread.sleep(LOOK_MILLIS);
            looks.append(look == 0 ? "" : "  ");
            samplers.stream().limit(2).forEach(sampler -> looks.append(' ').append(sampler.now()));
        }
        TreeSet<Integer> cpus = new TreeSet<>();
        TreeSet<Integer> cids = new TreeSet<>();
        long changes = 0;
        for (IndexSampler sampler : samplers) {
            sampler.stop();
            cpus.addAll(sampler.cpus());
            cids.addAll(sampler.cids());
            changes += sampler.changes();
        }
        highestCpu = Math.max(highestCpu, cpus.last());
        highestCid = Math.max(highestCid, cids.last());
        text.line(String.format(Locale.ROOT, "%-24s %-12s %-12s %7d %s", what, list(cpus), list(cids), changes, looks));
    }

    private static String list(NavigableSet<Integer> numbers) {
        String all = Arrays.toString(numbers.toArray()).replace("[", "").replace("]", "");
        return all.length() <= 12 ? all : numbers.first() + " - " + numbers.last();
    }
}

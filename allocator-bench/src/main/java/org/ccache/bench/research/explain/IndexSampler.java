package org.ccache.bench.research.explain;

import java.io.IOException;
import java.util.BitSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.ccache.bench.machine.ThreadAffinity;

/** A busy thread that reads its own cpu_id and mm_cid again and again. */
final class IndexSampler {
    private final Thread thread;
    private volatile boolean stopped;

    /** cpu_id in the upper half; for those who only look. */
    private volatile long now = -1;

    // The thread's own until it has ended.
    private final BitSet cpus = new BitSet();
    private final BitSet cids = new BitSet();
    private long changes;
    private IOException refused;

    /** Starts it, on one processor or, with -1, wherever the process may run. */
    IndexSampler(ThreadArea area, int processor) {
        thread = Thread.ofPlatform().daemon().start(() -> sample(area, processor));
    }

    private void sample(ThreadArea area, int processor) {
        try {
            if (processor >= 0) {
                ThreadAffinity.pin(processor);
            }
        } catch (IOException e) {
            refused = e;
            return;
        }
        long address = area.address(); // of this thread, which is no virtual one: it stays
        long before = -1;
        while (!stopped) {
            // Two reads, so the pair may straddle a change. Each of them is right.
            long seen = RseqField.CPU_ID.read(address) << Integer.SIZE | RseqField.MM_CID.read(address);
            if (seen != before) {
                changes += before == -1 ? 0 : 1;
                before = seen;
                cpus.set((int) (seen >> Integer.SIZE));
                cids.set((int) seen);
                now = seen;
            }
        }
    }

    /** "cpu_id/mm_cid" as last seen. */
    String now() {
        long seen = now;
        return seen == -1 ? "-/-" : (seen >> Integer.SIZE) + "/" + (int) seen;
    }

    /**
     * Ends it; the figures may be read then.
     *
     * @throws IOException if the kernel refused the processor
     */
    void stop() throws IOException, InterruptedException {
        stopped = true;
        thread.join();
        if (refused != null) {
            throw refused;
        }
    }

    Set<Integer> cpus() {
        return cpus.stream().boxed().collect(Collectors.toSet());
    }

    Set<Integer> cids() {
        return cids.stream().boxed().collect(Collectors.toSet());
    }

    /** How often either number was another one than before. */
    long changes() {
        return changes;
    }
}

package org.ccache.bench.research;

import java.util.List;

/**
 * What the native program of one thread saw ({@code src/main/native/one-thread}).
 *
 * @param where it ran: here or emulated
 * @param processors visited, in order
 * @param lastCids mm_cid at the end of each visit
 * @param cids distinct mm_cid seen in all readings
 * @param cpuIds distinct cpu_id seen in all readings
 */
record OneThread(String where, String kernel, List<Integer> processors, List<Integer> lastCids, int cids, int cpuIds) {
    static final String ANSWER = "ONE-THREAD ";

    int visits() {
        return processors.size();
    }
}

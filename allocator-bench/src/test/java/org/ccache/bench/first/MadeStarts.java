package org.ccache.bench.first;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Rows of processes that nobody ran, whose figures are known. */
final class MadeStarts {
    private static final int SLICES = StartWindow.ALL_MILLIS / SpeedCurve.SLICE_MILLIS;
    private static final int WARM_SLICE = 100;

    private MadeStarts() {}

    /** Of a process whose operations take {@code early} nanoseconds in the first second, then {@code warm}. */
    static SpeedCurve curve(long early, long warm) {
        long[] operations = new long[SLICES];
        long[] nanos = new long[SLICES];
        Arrays.fill(operations, 10);
        Arrays.setAll(nanos, slice -> 10 * (slice < WARM_SLICE ? early : warm));
        return new SpeedCurve(operations, nanos);
    }

    static StartOutcome outcome(SpeedCurve curve) {
        return new StartOutcome("", "1.0", "MM_CID: a test", 2_000_000, curve, 100, 0, 7, 0.01, 0.02, List.of());
    }

    /** Of each arm by title, with what its operations take in the first second; warm a tenth of it. */
    static List<StartRow> rows(String workload, int rounds, Map<String, Long> early) {
        List<StartRow> rows = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Long> arm : early.entrySet()) {
                long nanos = arm.getValue();
                rows.add(new StartRow(
                        workload,
                        arm.getKey(),
                        arm.getKey().endsWith("AOT cache"),
                        round,
                        outcome(curve(nanos, nanos / 10))));
            }
        }
        return rows;
    }
}

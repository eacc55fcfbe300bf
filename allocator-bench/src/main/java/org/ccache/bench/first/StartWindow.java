package org.ccache.bench.first;

import java.util.List;

/** Parts of a process's first seconds, counted from the first operation. */
public enum StartWindow {
    FIRST("0–0.1 s", 0, 100),
    SECOND("0.1–0.3 s", 100, 300),
    THIRD("0.3–1 s", 300, 1_000),

    /** The last one: what compiles has compiled. */
    WARM("1–3 s, warm", 1_000, 3_000),

    /** A figure of its own, of what a short program sees: it overlaps the first two. */
    BEGINNING("first 0.2 s", 0, 200);

    /** What a process measures. */
    static final int ALL_MILLIS = 3_000;

    /** The two that stand for all in means over workloads. */
    static final List<StartWindow> MEANS = List.of(BEGINNING, WARM);

    private final String title;
    private final int fromMillis;
    private final int toMillis;

    StartWindow(String title, int fromMillis, int toMillis) {
        this.title = title;
        this.fromMillis = fromMillis;
        this.toMillis = toMillis;
    }

    /** As the head of a column. */
    String title() {
        return title;
    }

    /** Nanoseconds of an operation within it; NaN if none began there. */
    double nanos(SpeedCurve curve) {
        return curve.nanos(fromMillis, toMillis);
    }
}

package org.ccache.bench.research.length;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.ccache.bench.machine.Affinity;
import org.ccache.bench.machine.ThreadAffinity;
import org.ccache.bench.measure.Crew;
import org.ccache.bench.research.template.EventCounter;
import org.ccache.rseq.Rseq;

/** Measures in this process. */
public final class LengthRun {
    private static final long CALIBRATION_ROUNDS = 2_000_000;
    private static final int CALIBRATIONS = 20;
    private static final int CALIBRATION_MOST = 1_000;

    private final LengthSettings settings;
    private final EventCounter counter;
    private final double nanosPerRound;

    private LengthRun(LengthSettings settings, EventCounter counter) {
        this.settings = settings;
        this.counter = counter;
        this.nanosPerRound = calibrate(counter);
    }

    /**
     * Runs all lengths, one after another.
     *
     * @throws IllegalStateException if there are no sequences here
     */
    public static LengthResult measure(LengthSettings settings) throws IOException, InterruptedException {
        int[] processors = Affinity.allowed();
        try (EventCounter counter = new EventCounter()) {
            LengthRun run = new LengthRun(settings, counter);
            Disturbers disturbers = new Disturbers(settings, processors);
            try {
                List<LengthPoint> points = new ArrayList<>();
                for (long nanos : settings.nanos()) {
                    points.add(run.point(nanos, processors, disturbers));
                }
                return new LengthResult(settings, Rseq.mode().toString(), processors.length, run.nanosPerRound, points);
            } finally {
                disturbers.stop();
            }
        }
    }

    /** The shortest of some: what disturbs can only lengthen. */
    private static double calibrate(EventCounter counter) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < CALIBRATIONS; i++) {
            long start = System.nanoTime();
            counter.add(CALIBRATION_ROUNDS, CALIBRATION_MOST);
            best = Math.min(best, System.nanoTime() - start);
        }
        return (double) best / CALIBRATION_ROUNDS;
    }

    private LengthPoint point(long nanos, int[] processors, Disturbers disturbers) throws InterruptedException {
        long rounds = Math.max(0, Math.round(nanos / nanosPerRound));
        long before = counter.sum();
        List<LengthPoint> points = Crew.work(processors.length, worker -> () -> {
            ThreadAffinity.pin(processors[worker]);
            disturbers.target();
            try {
                return work(nanos, rounds);
            } finally {
                disturbers.spare();
            }
        });
        return new LengthPoint(
                nanos,
                sum(points, LengthPoint::calls),
                sum(points, LengthPoint::unaborted),
                sum(points, LengthPoint::completed),
                sum(points, LengthPoint::aborts),
                sum(points, LengthPoint::cpuNanos),
                counter.sum() - before);
    }

    private static long sum(List<LengthPoint> points, ToLongFunction<LengthPoint> figure) {
        return points.stream().mapToLong(figure).sum();
    }

    private LengthPoint work(long nanos, long rounds) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long calls = 0;
        long unaborted = 0;
        long completed = 0;
        long aborts = 0;
        long cpu = threads.getCurrentThreadCpuTime();
        long end = System.nanoTime() + settings.millis() * 1_000_000L;
        do {
            long result = counter.add(rounds, settings.most());
            calls++;
            if (result >= 0) {
                completed++;
                aborts += result;
                unaborted += result == 0 ? 1 : 0;
            } else if (result == EventCounter.GAVE_UP) {
                aborts += settings.most();
            } else {
                throw new IllegalStateException("this thread has no index");
            }
        } while (System.nanoTime() < end);
        return new LengthPoint(nanos, calls, unaborted, completed, aborts, threads.getCurrentThreadCpuTime() - cpu, 0);
    }
}

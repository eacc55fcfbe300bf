package org.ccache.bench.first;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.page.Picture;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.bench.page.Picture.Line;

/** How fast operations were as the first seconds went by, of each arm. */
public final class StartPictures {
    /** Ends of the parts of the time, in milliseconds: each about half as long again as the one before. */
    private static final int[] ENDS = {
        0, 20, 40, 70, 100, 150, 200, 300, 500, 700, 1_000, 1_500, 2_000, StartWindow.ALL_MILLIS
    };

    private StartPictures() {}

    /** Of the recorded programs together, if there are several, and of each other workload. */
    public static List<Picture> of(List<StartRow> rows) {
        StartFigures figures = new StartFigures(rows, 0); // no interval is drawn
        List<String> arms = rows.stream()
                .map(StartRow::arm)
                .filter(arm -> !arm.equals(Arm.CONTROL))
                .distinct()
                .sorted()
                .toList();
        List<String> recorded =
                figures.workloads().stream().filter(StartWorkloads::recorded).toList();
        List<Picture> pictures = new ArrayList<>();
        if (recorded.size() > 1) {
            pictures.add(picture(
                    "first-seconds",
                    "geometric mean over " + recorded.size() + " recorded programs",
                    recorded,
                    figures,
                    arms));
        }
        Stream.concat(
                        recorded.size() > 1 ? Stream.of() : recorded.stream(),
                        figures.workloads().stream().filter(workload -> !StartWorkloads.recorded(workload)))
                .forEach(workload -> pictures.add(picture(
                        "first-seconds-" + workload.replaceAll("[^a-zA-Z0-9]+", "-"),
                        workload,
                        List.of(workload),
                        figures,
                        arms)));
        return pictures.stream().filter(picture -> !picture.empty()).toList();
    }

    private static Picture picture(
            String id, String what, List<String> workloads, StartFigures figures, List<String> all) {
        List<String> arms = all.stream()
                .filter(arm -> workloads.stream().anyMatch(workload -> figures.has(workload, arm)))
                .toList();
        List<Line> lines = new ArrayList<>();
        for (String arm : arms) {
            List<Double> millis = new ArrayList<>();
            List<Double> nanos = new ArrayList<>();
            for (int i = 1; i < ENDS.length; i++) {
                int from = ENDS[i - 1];
                int to = ENDS[i];
                double mean = figures.geomean(workloads, arm, arms, curve -> curve.nanos(from, to));
                if (Double.isFinite(mean)) {
                    millis.add((double) to);
                    nanos.add(mean);
                }
            }
            lines.add(Line.measured(arm, millis, nanos));
        }
        return Picture.lines(
                id,
                "Nanoseconds of an allocation or free over the first three seconds of a process, " + what,
                "An allocation or free in a fresh process, " + what,
                Axis.log("milliseconds from the first operation"),
                Axis.log("nanoseconds"),
                lines);
    }
}

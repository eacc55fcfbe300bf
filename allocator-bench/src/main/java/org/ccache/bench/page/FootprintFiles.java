package org.ccache.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ccache.bench.measure.Json;
import org.ccache.bench.suite.FootprintResults;
import org.ccache.bench.suite.Results;
import org.ccache.bench.workload.memory.Measurement;

/** What is made from a folder of measurements of memory: the report and its pictures. */
public final class FootprintFiles {
    private FootprintFiles() {}

    /** Writes them beside the results, also of a run that was stopped. */
    public static FootprintReport write(Path folder) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        Map<?, ?> environment = Json.parse(Files.readString(folder.resolve(Results.ENVIRONMENT)), Map.class);
        environment.forEach((name, value) -> facts.put(String.valueOf(name), String.valueOf(value)));
        facts.remove("flags"); // the report has them from elsewhere
        FootprintReport report = new FootprintReport(facts, measurements(folder));
        Files.writeString(folder.resolve("report.md"), report.markdown());
        PictureFiles.writeAll(pictures(folder), folder);
        return report;
    }

    /** What is drawn of a folder's results. */
    public static List<Picture> pictures(Path folder) throws IOException {
        return new FootprintPictures(new FootprintResults(measurements(folder))).all();
    }

    /** Of a folder's results. */
    public static List<Measurement> measurements(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve(Results.RESULTS)).stream()
                .map(line -> Json.parse(line, Measurement.class))
                .toList();
    }
}

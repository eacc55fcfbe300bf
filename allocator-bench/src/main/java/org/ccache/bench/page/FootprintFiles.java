package org.ccache.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ccache.bench.suite.FootprintResults;
import org.ccache.bench.suite.ResultFolder;

/** What is made from a folder of measurements of memory: the report and its pictures. */
public final class FootprintFiles {
    private FootprintFiles() {}

    /** Writes them beside the results, also of a run that was stopped. */
    public static FootprintReport write(Path folder) throws IOException {
        FootprintReport report = FootprintReport.of(new ResultFolder(folder));
        Files.writeString(folder.resolve("report.md"), report.markdown());
        PictureFiles.writeAll(pictures(folder), folder);
        return report;
    }

    /** What is drawn of a folder's results. */
    public static List<Picture> pictures(Path folder) throws IOException {
        return new FootprintPictures(FootprintResults.read(new ResultFolder(folder))).all();
    }
}

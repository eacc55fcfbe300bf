package org.ccache.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ccache.bench.suite.Results;

/** Everything that is made from a folder of results: the page and the Markdown. */
public final class ReportFiles {

    private ReportFiles() {}

    /** Writes them beside the results; the summary, in Markdown. */
    public static String write(Path folder) throws IOException {
        SuiteResults results = new SuiteResults(Results.read(folder));
        MarkdownReport markdown = new MarkdownReport(results);
        Files.writeString(folder.resolve("report.md"), markdown.markdown());
        Files.writeString(folder.resolve("report.html"), new HtmlPage(results).html());
        return markdown.summary();
    }

    /** What documents show of a folder's results. */
    public static List<Picture> pictures(Path folder) throws IOException {
        SuitePictures pictures = new SuitePictures(new SuiteResults(Results.read(folder)));
        return List.of(pictures.peers(), pictures.overview());
    }
}

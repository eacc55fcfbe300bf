package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ccache.bench.page.HtmlPage;
import org.ccache.bench.page.MarkdownReport;
import org.ccache.bench.page.ResultFolder;
import org.ccache.bench.page.SuiteResults;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        description =
                "Makes report.html and report.md from the results in a folder, also of a run that was interrupted,"
                        + " and prints the summary.")
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "Holds results.jsonl and env.json.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        SuiteResults results = new SuiteResults(ResultFolder.read(folder));
        MarkdownReport markdown = new MarkdownReport(results);
        Files.writeString(folder.resolve("report.md"), markdown.markdown());
        Files.writeString(folder.resolve("report.html"), new HtmlPage(results).html());
        System.out.println(markdown.summary());
        System.out.println("report: " + folder.resolve("report.html"));
        return ExitCode.OK;
    }
}

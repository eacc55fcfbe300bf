package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ccache.bench.page.ReportFiles;
import org.ccache.bench.suite.HgrmFiles;
import org.ccache.bench.suite.Results;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        description =
                "Makes report.html and report.md from the results in a folder, also of a run that was interrupted,"
                        + " and prints the summary.")
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "Holds results.jsonl and env.json.")
    private Path folder;

    @Option(
            names = "--hgrm",
            description = "Also write latencies as HdrHistogram's plotters read them, to FOLDER/hgrm.")
    private boolean hgrm;

    @Override
    public Integer call() throws IOException {
        System.out.println(ReportFiles.write(folder));
        System.out.println("report: " + folder.resolve("report.html"));
        if (hgrm) {
            List<Path> files = HgrmFiles.write(Results.read(folder).outcomes(), folder);
            System.out.println("latencies: " + files.size() + " files in " + folder.resolve("hgrm"));
        }
        return ExitCode.OK;
    }
}

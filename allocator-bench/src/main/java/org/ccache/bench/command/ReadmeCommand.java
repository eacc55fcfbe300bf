package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ccache.bench.page.ReadmeBlock;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "readme",
        description =
                "Puts a picture, a short table and the worst losses of a suite run between the marks suite:begin and"
                        + " suite:end of a file; the picture goes to docs/pictures beside it, light and dark, for wide"
                        + " and for narrow pages.")
final class ReadmeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "Holds results.jsonl and env.json.")
    private Path folder;

    @Option(names = "--file", defaultValue = "README.md", description = "The file to change (${DEFAULT-VALUE}).")
    private Path file;

    @Override
    public Integer call() throws IOException {
        System.out.println(
                file + (ReadmeBlock.update(file, folder) ? ": made from " : ": is already that of ") + folder);
        return ExitCode.OK;
    }
}

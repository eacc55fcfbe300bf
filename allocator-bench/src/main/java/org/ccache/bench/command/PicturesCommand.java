package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ccache.bench.page.FootprintFiles;
import org.ccache.bench.page.Picture;
import org.ccache.bench.page.PictureFiles;
import org.ccache.bench.page.ReportFiles;
import org.ccache.bench.research.Reproduction;
import org.ccache.bench.suite.Results;
import org.ccache.bench.suite.SuiteEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "pictures",
        description = "Draws the pictures of a folder of results again, as SVG for documents: of a suite run, of what"
                + " allocators keep of the memory, or of experiments.")
final class PicturesCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "Holds results.jsonl and env.json, or NAME.json of experiments.")
    private Path folder;

    @Option(names = "--out", description = "Folder for the pictures (the same).")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Picture> pictures = pictures();
        if (pictures.isEmpty()) {
            throw new ParameterException(spec.commandLine(), folder + " holds nothing to draw");
        }
        Path target = Files.createDirectories(out == null ? folder : out);
        PictureFiles.writeAll(pictures, target);
        pictures.forEach(picture -> System.out.println(target.resolve(picture.id() + ".svg")));
        return ExitCode.OK;
    }

    private List<Picture> pictures() throws IOException {
        if (!Files.exists(folder.resolve(Results.RESULTS))) {
            return Reproduction.pictures(folder);
        }
        return Results.read(folder).fact(SuiteEnvironment.PLAN).isEmpty()
                ? FootprintFiles.pictures(folder)
                : ReportFiles.pictures(folder);
    }
}

package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Judgement;
import org.ccache.bench.measure.Promise;
import org.ccache.bench.measure.Promises;
import org.ccache.bench.measure.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "promises",
        description =
                "Shows everything that the project promises of figures: the limit, what was last measured and where,"
                        + " whether that keeps it, which document says so, and the command that measures it.")
final class PromisesCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "FOLDER",
            description =
                    "Further folders of results, as of scripts/bench or scripts/demo; the last one is the latest.")
    private List<Path> folders = List.of();

    @Option(names = "--docs", defaultValue = "docs", description = "Holds results and experiments (${DEFAULT-VALUE}).")
    private Path docs;

    /** What a folder says of one promise. */
    private record Found(Path folder, List<Judgement> judgements) {
        /** The one that is nearest to breaking it, or breaks it most. */
        Judgement worst() {
            return judgements.stream()
                    .max(Comparator.comparingDouble(Judgement::value))
                    .orElseThrow();
        }

        String figure() {
            Judgement worst = worst();
            String which = worst.which().isEmpty() ? "" : ", " + worst.which();
            return worst.figure() + which + (judgements.size() == 1 ? "" : ", the highest of " + judgements.size());
        }
    }

    @Override
    public Integer call() throws IOException {
        System.out.print(text(docs, folders));
        return ExitCode.OK;
    }

    /** A section for each command that measures. */
    static String text(Path docs, List<Path> further) throws IOException {
        Map<Promise, Found> latest = latest(folders(docs, further));
        StringBuilder text = new StringBuilder();
        Map<String, List<Promise>> byCommand = new LinkedHashMap<>();
        Promises.ALL.forEach(promise -> byCommand
                .computeIfAbsent(promise.command(), key -> new ArrayList<>())
                .add(promise));
        byCommand.forEach((command, promises) -> {
            String folders = promises.stream()
                    .map(latest::get)
                    .filter(Objects::nonNull)
                    .map(found -> found.folder().toString())
                    .distinct()
                    .collect(Collectors.joining(", "));
            text.append(text.isEmpty() ? "## " : "\n## ")
                    .append(command)
                    .append("\n\nSaid in ")
                    .append(promises.getFirst().source())
                    .append(folders.isEmpty() ? ". No folder has figures: this command measures them" : ". Figures of ")
                    .append(folders)
                    .append(".\n\n")
                    .append(table(promises, latest));
        });
        return text.toString();
    }

    private static Table table(List<Promise> promises, Map<Promise, Found> latest) {
        Table table = new Table("promise", "at most", "last measured", "verdict");
        for (Promise promise : promises) {
            Found found = latest.get(promise);
            table.row(
                    promise.what(),
                    Figures.number(promise.limit(), 3),
                    found == null ? Figures.NONE : found.figure(),
                    found == null ? "not measured" : found.worst().word());
        }
        return table;
    }

    private static Map<Promise, Found> latest(List<Path> folders) throws IOException {
        Map<Promise, Found> latest = new LinkedHashMap<>();
        for (Path folder : folders) {
            Map<Promise, List<Judgement>> here = new LinkedHashMap<>();
            for (Judgement judged : JudgedFolder.read(folder)) {
                if (judged.measured()) {
                    here.computeIfAbsent(judged.promise(), key -> new ArrayList<>())
                            .add(judged);
                }
            }
            here.forEach((promise, judgements) -> latest.put(promise, new Found(folder, judgements)));
        }
        return latest;
    }

    /** The oldest first: their names begin with their dates. */
    private static List<Path> folders(Path docs, List<Path> further) throws IOException {
        List<Path> all = new ArrayList<>();
        Path results = docs.resolve("results");
        if (Files.isDirectory(results)) {
            try (Stream<Path> dated = Files.list(results)) {
                dated.filter(Files::isDirectory).sorted().forEach(all::add);
            }
        }
        all.add(docs.resolve("experiments"));
        all.addAll(further);
        return all;
    }
}

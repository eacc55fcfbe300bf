package org.ccache.bench.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ccache.bench.research.Conditions;
import org.ccache.bench.research.Experiment;
import org.ccache.bench.research.Experiments;
import org.ccache.bench.research.Findings;
import org.ccache.bench.research.Reproduction;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "reproduce",
        description =
                "Puts claims of the document to the test and writes what was found. A claim that does not hold is a"
                        + " result: exit code 0.")
final class ReproduceCommand implements Callable<Integer> {
    private static final Path QUICK_FOLDER = Path.of("target", "experiments");

    @Parameters(arity = "1..*", paramLabel = "list|summary|all|NAME", description = "What to run; 'list' names all.")
    private List<String> what;

    @Option(names = "--quick", description = "Only to see that everything runs; writes to target/experiments.")
    private boolean quick;

    @Option(
            names = "--again",
            description = "Measures nothing: writes pages, pictures and rows of the summary anew of the raw data.")
    private boolean again;

    @Option(names = "--docs", description = "Folder of experiments.md (docs, or target/experiments when quick).")
    private Path docs;

    @Option(names = "--scratch", description = "Folder for what is not published (target/experiments/scratch).")
    private Path scratch = QUICK_FOLDER.resolve("scratch");

    @Option(names = "--guests", description = "What scripts/lab printed for the experiments that want it.")
    private Path guests;

    @Option(names = "--revision", defaultValue = "unknown", description = "Of the sources.")
    private String revision;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (what.equals(List.of("list"))) {
            Experiments.all()
                    .forEach(e -> System.out.printf(
                            Locale.ROOT, "%-16s %s%n", e.name(), e.premise().title()));
            return ExitCode.OK;
        }
        Path folder = docs != null ? docs : quick ? QUICK_FOLDER : Path.of("docs");
        if (what.equals(List.of("summary"))) {
            System.out.println(new Reproduction(folder, revision).summarise());
            return ExitCode.OK;
        }
        for (Experiment experiment : chosen()) {
            System.out.println(experiment.name() + ": " + experiment.premise().title());
            Reproduction reproduction = new Reproduction(folder, revision);
            Findings findings = again
                    ? reproduction.again(experiment)
                    : reproduction.run(experiment, new Conditions(quick, scratch.resolve(experiment.name()), guests));
            findings.checks()
                    .forEach(check -> System.out.printf(
                            Locale.ROOT,
                            "  %s: %s; seen %s%n",
                            check.verdict().words(),
                            check.expected(),
                            check.seen()));
            System.out.printf(
                    Locale.ROOT,
                    "%s: %s. See %s%n",
                    experiment.name(),
                    findings.verdict().words(),
                    folder.resolve("experiments").resolve(experiment.name() + ".md"));
        }
        return ExitCode.OK;
    }

    private List<Experiment> chosen() {
        if (what.equals(List.of("all"))) {
            return Experiments.all();
        }
        try {
            return what.stream().distinct().map(Experiments::named).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}

package org.ccache.bench.research;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ccache.bench.page.Picture;
import org.ccache.bench.page.PictureFiles;

/** Runs an experiment and writes its page, pictures and raw data, and the summary of all. */
public final class Reproduction {
    private final Path docs;
    private final String revision;
    private final List<Experiment> all;

    /**
     * @param docs folder of experiments.md and of the folder experiments; made if it is not there
     * @param revision of the sources, for the page
     */
    public Reproduction(Path docs, String revision) {
        this(docs, revision, Experiments.all());
    }

    /** @param all experiments of the summary, in its order */
    Reproduction(Path docs, String revision, List<Experiment> all) {
        this.docs = docs;
        this.revision = revision;
        this.all = all;
    }

    /** Runs it, writes, and says what came of it. Nothing is written if the experiment throws. */
    public Findings run(Experiment experiment, Conditions conditions) throws IOException, InterruptedException {
        Findings findings = new Findings();
        Files.createDirectories(conditions.scratch());
        Files.createDirectories(docs);
        long start = System.nanoTime();
        experiment.run(conditions, findings);
        write(
                experiment,
                findings,
                new ExperimentPage.Run(
                        conditions.machine(), revision, (System.nanoTime() - start) / 1e9, conditions.quick()),
                findings.raw());
        return findings;
    }

    /**
     * Measures nothing: writes the same files anew of the raw data that are there, and says what comes of them.
     *
     * @throws IllegalArgumentException if they are of an experiment that measures something else
     */
    public Findings again(Experiment experiment) throws IOException, InterruptedException {
        Findings findings = new Findings();
        Recorded recorded = Recorded.read(folder(), experiment.name());
        experiment.run(Conditions.of(recorded), findings);
        recorded.end();
        write(experiment, findings, recorded.run(), recorded.lines());
        return findings;
    }

    private void write(Experiment experiment, Findings findings, ExperimentPage.Run run, List<String> measurements)
            throws IOException {
        Path folder = Files.createDirectories(folder());
        for (Findings.Part part : findings.parts()) {
            switch (part) {
                case Findings.Drawn drawn -> {} // below, of the raw data
                case Findings.Attachment a ->
                    Files.writeString(folder.resolve(experiment.name() + a.suffix()), a.contents());
                case Findings.Text words -> {} // in the page itself
                case Findings.Tabular t -> {} // likewise
            }
        }
        new RawData(run, findings).write(folder.resolve(experiment.name() + ".json"), measurements);
        PictureFiles.writeAll(findings.pictures(), folder);
        Files.writeString(
                folder.resolve(experiment.name() + ".md"), new ExperimentPage(experiment, findings, run).markdown());
        summarise();
    }

    /** Makes experiments.md of the raw data that are there, and says where it is. */
    public Path summarise() throws IOException {
        return Files.writeString(docs.resolve("experiments.md"), new Summary(all).of(folder()));
    }

    /** What is drawn of the raw data in a folder, by the numbers in them. */
    public static List<Picture> pictures(Path folder) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        for (String name : Experiments.names()) {
            Path raw = folder.resolve(name + ".json");
            if (Files.exists(raw)) {
                pictures.addAll(RawData.read(raw).pictures());
            }
        }
        return pictures;
    }

    private Path folder() {
        return docs.resolve("experiments");
    }
}

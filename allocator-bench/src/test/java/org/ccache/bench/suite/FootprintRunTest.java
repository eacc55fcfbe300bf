package org.ccache.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.ccache.bench.workload.memory.Measurement;
import org.ccache.bench.workload.memory.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FootprintRunTest {
    private static final long TIMEOUT_SECONDS = 120;

    @TempDir
    private Path path;

    private static FootprintPlan plan(String... peers) {
        return new FootprintPlan(
                List.of("slots"), List.of(peers), List.of(), true, new Scale("", 1 << 20, 2_000, 0, 1));
    }

    private static Map<String, String> facts(FootprintPlan plan) throws IOException {
        return SuiteEnvironment.of(plan, FootprintRun.FLAGS, "a", "footprint");
    }

    @Test
    void aStoppedRunGoesOnWhereItWas() throws IOException, InterruptedException {
        ResultFolder folder = new ResultFolder(path);
        FootprintPlan plan = plan("striped", "malloc");
        assertThat(folder.beginOrGoOn(facts(plan))).isEmpty();
        new FootprintRun(plan, folder, TIMEOUT_SECONDS).run();
        List<String> whole = Files.readAllLines(path.resolve(Results.RESULTS));
        assertThat(FootprintResults.read(folder).all())
                .extracting(Measurement::peer)
                .containsExactlyInAnyOrder("striped", "malloc");

        // As a run that was ended while it wrote its second line.
        String torn = whole.get(0) + "\n" + whole.get(1).substring(0, 20);
        Files.writeString(path.resolve(Results.RESULTS), torn, StandardOpenOption.TRUNCATE_EXISTING);
        assertThat(folder.beginOrGoOn(facts(plan))).isEmpty();
        new FootprintRun(plan, folder, TIMEOUT_SECONDS).run();
        assertThat(Files.readAllLines(path.resolve(Results.RESULTS))).hasSize(2).startsWith(whole.get(0));
        assertThat(FootprintResults.read(folder).all()).allMatch(Measurement::measured);
    }

    @Test
    void anotherPlanIsRefusedAndLosesNothing() throws IOException {
        ResultFolder folder = new ResultFolder(path);
        folder.beginOrGoOn(facts(plan("striped")));
        Files.writeString(path.resolve(Results.RESULTS), "kept\n");
        assertThat(folder.beginOrGoOn(facts(plan("malloc")))).contains("holds results of another run: plan was");
        assertThat(path.resolve(Results.RESULTS)).hasContent("kept");
    }
}

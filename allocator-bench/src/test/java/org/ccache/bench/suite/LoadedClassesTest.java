package org.ccache.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ccache.bench.measure.Answer;
import org.ccache.bench.measure.ChildJvm;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * In a process that measures, the compiler must know one peer and the lanes of one workload, however they are found.
 */
class LoadedClassesTest {
    private static final long TIMEOUT_SECONDS = 60;

    private static final Pattern LOADED =
            Pattern.compile("\\] org\\.ccache\\.bench\\.(?:peer\\.(\\w*Peer(?:/0x)?)|workload\\.(\\w+)\\$\\w+)");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"striped, AllocatorPeer StripedPeer", "malloc, MallocPeer LinkedPeer/0x", "void, VoidPeer"})
    void onlyWhatIsMeasuredIsLoaded(String peer, String classes) throws IOException, InterruptedException {
        Path log = folder.resolve("classes");
        Answer<Outcome> answer = ChildJvm.with(LoadProcess.FLAGS)
                .and(List.of("-Xlog:class+load:file=" + log))
                .measure(new LoadTask("glibc-simple", peer, 0, 1, 10, 10), Outcome.class, TIMEOUT_SECONDS);
        assertThat(answer.failure()).isEmpty();
        assertThat(answer.value().peer()).isEqualTo(peer);
        Set<String> loaded = new TreeSet<>();
        try (Stream<String> lines = Files.lines(log)) {
            lines.map(LOADED::matcher)
                    .filter(Matcher::find)
                    .forEach(found -> loaded.add(found.group(1) == null ? found.group(2) : found.group(1)));
        }
        loaded.removeAll(Set.of("Peer", "Larson")); // the interface, and the enum of a workload's forms
        Set<String> expected = new TreeSet<>(List.of(classes.split(" ")));
        expected.add("GlibcSimple");
        assertThat(loaded).isEqualTo(expected);
    }
}

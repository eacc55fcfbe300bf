package org.ccache.bench.research.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ccache.bench.Main;
import org.ccache.os.Machine;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.Test;

/** In processes of their own, since the mode is decided once in each. */
class ExplanationTest {
    private static String explain(String option, String tunables) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "explain-rseq",
                        "--plain"))
                .redirectErrorStream(true);
        builder.environment().put("GLIBC_TUNABLES", tunables);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("1. The machine", "4. A sequence's descriptor", "7. cpu_id against mm_cid");
        assertThat(said.lines()).allMatch(line -> line.length() <= Wording.WIDTH);
        assertThat(said).doesNotContain("\u001b");
        return said;
    }

    /** "after - before" of the line of the table that starts so. */
    private static int aborts(String said, String what) {
        Matcher matcher = Pattern.compile(Pattern.quote(what) + " +\\d+ +(\\d+) +(\\d+) +(\\d+) ")
                .matcher(said);
        assertThat(matcher.find()).as(said).isTrue();
        int aborts = Integer.parseInt(matcher.group(3));
        assertThat(aborts).isEqualTo(Integer.parseInt(matcher.group(2)) - Integer.parseInt(matcher.group(1)));
        return aborts;
    }

    @Test
    void showsWhatIsHere() throws IOException, InterruptedException {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        String said = explain("-Dorg.ccache.rseq=auto", "");
        assertThat(said).contains("descriptors agree with the file").contains("this descriptor");
        assertThat(said).doesNotContain("cpu_id is -");
        assertThat(aborts(said, "a signal whose handler does nothing")).isGreaterThanOrEqualTo(100);
        assertThat(aborts(said, "another thread there, 2 ms busy, 1 ms not")).isPositive();
        if (Runtime.getRuntime().availableProcessors() > 1) {
            assertThat(aborts(said, "moved to another CPU and back")).isPositive();
            assertThat(aborts(said, "membarrier, rseq fence")).isPositive();
        }
        if (Machine.rseqFeatureSize() >= 28) {
            assertThat(said).contains("highest mm_cid seen");
        }
    }

    @Test
    void switchedOffItStillShowsTheAreaAndTheFile() throws IOException, InterruptedException {
        String said = explain("-Dorg.ccache.rseq=off", "");
        assertThat(said)
                .contains("Not here: switched off by org.ccache.rseq=off")
                .contains("__rseq_offset");
        assertThat(said).doesNotContain("membarrier, rseq fence");
    }

    @Test
    void withoutRegistrationItSaysSo() throws IOException, InterruptedException {
        assumeTrue(ThreadArea.find().isPresent(), "this C library knows no rseq");
        String said = explain("-Dorg.ccache.rseq=auto", "glibc.pthread.rseq=0");
        assertThat(said)
                .contains("nothing is registered")
                .contains("cpu_id is -")
                .contains("Not here: no area");
    }

    @Test
    void withoutTheLibraryTheFileIsReadAllTheSame() throws IOException, InterruptedException {
        String said = explain("-Dorg.ccache.native=false", "");
        assertThat(said).contains("nowhere in this process").contains("__rseq_exit_point_array");
    }
}

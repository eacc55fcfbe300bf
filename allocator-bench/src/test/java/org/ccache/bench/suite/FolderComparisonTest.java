package org.ccache.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.ccache.bench.measure.Arm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderComparisonTest {
    @TempDir
    Path path;

    private ResultFolder folder(String name, String kernel, double ccache, double malloc) throws IOException {
        ResultFolder folder = new ResultFolder(path.resolve(name));
        folder.begin(Map.of("kernel", kernel));
        Random random = new Random(name.hashCode());
        for (int round = 0; round < 8; round++) {
            double noise = 1 + random.nextDouble() * 0.02;
            folder.append(PlainOutcomes.of("larson", "ccache", round, ccache * noise));
            folder.append(PlainOutcomes.of("larson", Arm.CONTROL, round, ccache * (1 + random.nextDouble() * 0.02)));
            folder.append(PlainOutcomes.of("larson", "malloc", round, malloc * (1 + random.nextDouble() * 0.02)));
        }
        return folder;
    }

    private FolderComparison compare(ResultFolder first, ResultFolder second) throws IOException {
        return new FolderComparison(first, second, 1);
    }

    @Test
    void aSlowerProductOnAnEqualMachineIsSlower() throws IOException {
        FolderComparison comparison = compare(folder("a", "6", 10, 20), folder("b", "6", 12, 20));
        assertThat(comparison.slower()).isTrue();
        assertThat(comparison.rows()).singleElement().satisfies(row -> {
            assertThat(row.ratio().value()).isBetween(1.17, 1.23);
            assertThat(row.verdict()).isEqualTo("SLOWER");
        });
        assertThat(compare(folder("c", "6", 12, 20), folder("d", "6", 10, 20)).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.verdict()).isEqualTo("faster"));
    }

    @Test
    void aSlowerMachineIsNotASlowerProduct() throws IOException {
        FolderComparison comparison = compare(folder("a", "6", 10, 20), folder("b", "6", 12, 24));
        assertThat(comparison.slower()).isFalse();
        assertThat(comparison.markdown()).contains("no difference shown");
    }

    @Test
    void machinesThatDifferGetNoVerdict() throws IOException {
        FolderComparison comparison = compare(folder("a", "6", 10, 20), folder("b", "7", 12, 20));
        assertThat(comparison.slower()).isFalse();
        assertThat(comparison.comparable()).isFalse();
        String text = comparison.markdown();
        assertThat(text).contains("They differ in kernel: 6 and 7").contains("not comparable");
        assertThat(text).doesNotContain("SLOWER");
    }

    @Test
    void runsThatTheEnvironmentSpoiledDoNotCount() throws IOException {
        ResultFolder first = folder("a", "6", 10, 20);
        ResultFolder second = folder("b", "6", 10, 20);
        for (int round = 0; round < 8; round++) {
            second.append(PlainOutcomes.of("larson", "ccache", round, 1000).discardedBecause("others"));
        }
        assertThat(compare(first, second).slower()).isFalse();
    }
}

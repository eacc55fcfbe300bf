package org.ccache.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables are what their sources say, and are drawn from as they say. */
class NumberTableTest {

    @Test
    void nettysPatternIsWhole() {
        NumberTable table = NumberTable.read("netty-websocket.csv");
        double[] sizes = table.column(0);
        double[] counts = table.column(1);
        double all = Arrays.stream(counts).sum();
        assertThat(table.rows()).isEqualTo(375);
        assertThat(all).isEqualTo(87_759);
        assertThat(share(sizes, counts, 1024)).isCloseTo(0.334, within(0.0005));
        assertThat(share(sizes, counts, 256)).isCloseTo(0.242, within(0.0005));
        assertThat(share(sizes, counts, 16_639)).isCloseTo(0.106, within(0.0005));
        assertThat(IntStream.range(0, sizes.length)
                                .mapToDouble(row -> sizes[row] * counts[row])
                                .sum()
                        / all)
                .isCloseTo(2534, within(0.5));
    }

    private static double share(double[] sizes, double[] weights, double size) {
        return weights[Arrays.binarySearch(sizes, size)]
                / Arrays.stream(weights).sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fleet-1.csv", "fleet-3.csv", "fleet-8.csv"})
    void profilesAreSane(String file) {
        NumberTable table = NumberTable.read(file);
        assertThat(table.column(0)).isSorted().doesNotHaveDuplicates();
        assertThat(table.column(0)[0]).isEqualTo(file.contains("8") ? 8 : 1);
        assertThat(table.column(0)[table.rows() - 1]).isLessThanOrEqualTo(1 << 20);
        assertThat(table.rows()).isBetween(100, 125);
        assertThat(Arrays.stream(table.column(1)).min().orElseThrow()).isPositive();
        assertThat(Arrays.stream(table.column(2)).min().orElseThrow()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty-websocket.csv", "fleet-1.csv", "fleet-3.csv", "fleet-8.csv"})
    void sourceAndLicenceAreNamed(String file) throws IOException {
        try (InputStream in = NumberTable.class.getResourceAsStream(file)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .containsPattern("# Source: +github.com/")
                    .containsPattern("commit [0-9a-f]{40}")
                    .contains("# Licence: Apache-2.0");
        }
    }

    @Test
    void rowsAreDrawnByTheirWeight() {
        double[] weights = {3, 0, 1, 6};
        int[] drawn = new int[weights.length];
        int count = 100_000;
        Arrays.stream(NumberTable.draw(weights, count, new SplittableRandom(1))).forEach(row -> drawn[row]++);
        for (int row = 0; row < weights.length; row++) {
            assertThat((double) drawn[row] / count).isCloseTo(weights[row] / 10, within(0.01));
        }
    }

    @Test
    void aMissingTableIsNamed() {
        assertThatThrownBy(() -> NumberTable.read("none.csv")).hasMessage("no resource is called none.csv");
    }
}

package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MachineTest {
    @Test
    void pageSizeIsAPowerOfTwo() {
        assertThat(Integer.bitCount(Machine.pageSize())).isEqualTo(1);
        assertThat(Machine.pageSize()).isBetween(4096, 65_536);
    }

    @Test
    void possibleCpusCoverThoseOfTheJvm() throws IOException {
        assertThat(Machine.possibleCpus())
                .isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        Path file = Path.of("/sys/devices/system/cpu/possible");
        if (Files.isReadable(file)) {
            String range = Files.readString(file).strip();
            String last = range.substring(Math.max(range.lastIndexOf('-'), range.lastIndexOf(',')) + 1);
            assertThat(Machine.possibleCpus()).isEqualTo(Integer.parseInt(last) + 1);
        }
    }

    @Test
    void featureSizeIsOneOfTheKernels() {
        assertThat(Machine.rseqFeatureSize())
                .satisfiesAnyOf(
                        size -> assertThat(size).isZero(),
                        size -> assertThat(size).isGreaterThanOrEqualTo(20));
    }

    @Test
    void saysWhatItRunsOn() {
        assertThat(Machine.kernel()).isNotBlank();
        assertThat(Machine.transparentHugePages()).isIn("always", "madvise", "never", "unknown");
    }

    @Test
    void nodesAreThoseOfTheSystem() {
        assertThat(Machine.nodes()).isPositive();
        assertThat(Machine.end("0", 7)).isEqualTo(1);
        assertThat(Machine.end("0-3", 7)).isEqualTo(4);
        assertThat(Machine.end("0,2-5,8", 7)).isEqualTo(9);
        assertThat(Machine.end("", 7)).isEqualTo(7);
        assertThat(Machine.end("none", 7)).isEqualTo(7);
    }
}

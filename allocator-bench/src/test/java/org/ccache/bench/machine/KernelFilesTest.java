package org.ccache.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KernelFilesTest {

    @Test
    void smapsRollupIsSummedInBytes() {
        SmapsRollup parsed = SmapsRollup.parse("""
                00400000-7ffd [rollup]
                Rss:                 100 kB
                Anonymous:            80 kB
                LazyFree:             16 kB
                AnonHugePages:      2048 kB
                """);
        assertThat(parsed).isEqualTo(new SmapsRollup(102_400, 81_920, 2 << 20, 16_384));
        assertThatThrownBy(() -> SmapsRollup.parse("Rss: 1 kB")).hasMessageContaining("Anonymous:");
        assertThat(SmapsRollup.read().resident()).isPositive();
    }

    @Test
    void faultsAreReadBehindAnyName() {
        PageFaults parsed = PageFaults.parse("42 (a) b ( c) S 1 2 3 4 5 6 1000 0 7 0 11 12");
        assertThat(parsed).isEqualTo(new PageFaults(1000, 7));
        assertThat(parsed.since(new PageFaults(900, 7))).isEqualTo(new PageFaults(100, 0));
        assertThat(PageFaults.read().minor()).isPositive();
    }
}

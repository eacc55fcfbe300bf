package org.ccache.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmthTest {
    private static final long SPAN = 200_000_000;
    private static final long MIB = 1 << 20;

    @Test
    void compilersAndMemoryHaveToRestInTheSameSpan() {
        Warmth warmth = new Warmth(0, 0, 100 * MIB);
        assertThat(warmth.warm(SPAN, 100_000_000, 100 * MIB)).as("compiling").isFalse();
        assertThat(warmth.warm(2 * SPAN, 101_000_000, 103 * MIB)).as("growing").isFalse();
        assertThat(warmth.warm(3 * SPAN, 150_000_000, 106 * MIB)).as("both").isFalse();
        assertThat(warmth.warm(4 * SPAN, 150_000_000, 106 * MIB)).as("neither").isTrue();
        assertThat(warmth.warm(5 * SPAN, 170_000_000, 106 * MIB))
                .as("compiling again")
                .isFalse();
    }

    @Test
    void aTwentiethOfAProcessorIsNoRestAndAFiftiethOfTheMemoryIs() {
        Warmth warmth = new Warmth(0, 0, 100 * MIB);
        assertThat(warmth.warm(SPAN, SPAN / 20, 100 * MIB)).isFalse();
        assertThat(warmth.warm(2 * SPAN, SPAN / 20 + SPAN / 21, 102 * MIB)).isTrue();
        assertThat(warmth.warm(3 * SPAN, SPAN / 20 + SPAN / 21, 105 * MIB)).isFalse();
    }

    @Test
    void aSmallProcessMayGrowByWhatAJvmMovesBy() {
        Warmth warmth = new Warmth(0, 0, 2 * MIB);
        assertThat(warmth.warm(SPAN, 0, 3 * MIB)).isTrue();
        assertThat(warmth.warm(2 * SPAN, 0, 4 * MIB + 1)).isFalse();
    }
}

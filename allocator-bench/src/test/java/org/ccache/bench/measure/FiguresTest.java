package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void bytesTakeTheUnitThatFits() {
        assertThat(Figures.bytes(0)).isEqualTo("0 B");
        assertThat(Figures.bytes(1023)).isEqualTo("1023 B");
        assertThat(Figures.bytes(1024)).isEqualTo("1.0 KiB");
        assertThat(Figures.bytes(3L << 20)).isEqualTo("3.0 MiB");
        assertThat(Figures.bytes(5L << 29)).isEqualTo("2.50 GiB");
        assertThat(Figures.bytes(-(3L << 20))).isEqualTo("-3.0 MiB");
    }

    @Test
    void timesTakeTheUnitThatFits() {
        assertThat(Figures.time(999)).isEqualTo("999 ns");
        assertThat(Figures.time(1_000)).isEqualTo("1.0 µs");
        assertThat(Figures.time(12_340_000)).isEqualTo("12.3 ms");
        assertThat(Figures.time(1_200_000_000)).isEqualTo("1.2 s");
        assertThat(Figures.threeDigits(10)).isEqualTo("10 ns");
        assertThat(Figures.threeDigits(1_410_000)).isEqualTo("1.41 ms");
        assertThat(Figures.threeDigits(31_600)).isEqualTo("31.6 µs");
        assertThat(Figures.threeDigits(100_000_000)).isEqualTo("100 ms");
        assertThat(Figures.threeDigits(1_200_000_000)).isEqualTo("1.20 s");
        assertThat(Figures.nanos(9.876)).isEqualTo("9.88");
        assertThat(Figures.nanos(9876.5)).isEqualTo("9,877");
    }

    @Test
    void unknownIsSaidAndNotPrintedAsANumber() {
        assertThat(Figures.bytes(Figures.UNKNOWN)).isEqualTo(Figures.NONE);
        assertThat(Figures.count(Figures.UNKNOWN)).isEqualTo(Figures.NONE);
        assertThat(Figures.share(Figures.UNKNOWN, 10, 1)).isEqualTo(Figures.NONE);
        assertThat(Figures.share(1, 0, 1)).isEqualTo(Figures.NONE);
        assertThat(Figures.ratio(null)).isEqualTo(Figures.NONE);
        assertThat(new String[] {
                    Figures.number(Double.NaN, 2),
                    Figures.count(Double.NaN),
                    Figures.bytes(Double.NaN),
                    Figures.share(Double.NaN),
                    Figures.nanos(Double.NaN),
                    Figures.resolution(Double.NaN)
                })
                .containsOnly(Figures.NONE);
    }

    @Test
    void sharesAreInPercent() {
        assertThat(Figures.share(3, 200, 3)).isEqualTo("1.500 %");
        assertThat(Figures.share(0.5)).isEqualTo("50.0 %");
        assertThat(Figures.resolution(Math.log(1.02))).isEqualTo("± 2.0 %");
    }

    @Test
    void numbersAreTheSameWhereverThisRuns() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(Figures.number(1234.5, 1)).isEqualTo("1234.5");
            assertThat(Figures.count(1_234_567)).isEqualTo("1,234,567");
        } finally {
            Locale.setDefault(before);
        }
    }
}

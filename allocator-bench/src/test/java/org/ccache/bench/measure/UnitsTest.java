package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.ccache.bench.peer.PeerStats;
import org.junit.jupiter.api.Test;

class UnitsTest {

    @Test
    void bytesTakeTheUnitThatFits() {
        assertThat(Units.bytes(0)).isEqualTo("0 B");
        assertThat(Units.bytes(1023)).isEqualTo("1023 B");
        assertThat(Units.bytes(1024)).isEqualTo("1.0 KiB");
        assertThat(Units.bytes(3L << 20)).isEqualTo("3.0 MiB");
        assertThat(Units.bytes(5L << 29)).isEqualTo("2.50 GiB");
        assertThat(Units.bytes(-(3L << 20))).isEqualTo("-3.0 MiB");
    }

    @Test
    void unknownIsSaidAndNotPrintedAsANumber() {
        assertThat(Units.bytes(PeerStats.UNKNOWN)).isEqualTo("n/a");
        assertThat(Units.count(PeerStats.UNKNOWN)).isEqualTo("n/a");
        assertThat(Units.share(PeerStats.UNKNOWN, 10)).isEqualTo("n/a");
        assertThat(Units.share(1, 0)).isEqualTo("n/a");
    }

    @Test
    void sharesAreInPercent() {
        assertThat(Units.share(3, 200)).isEqualTo("1.500 %");
    }
}

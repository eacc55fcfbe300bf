package org.ccache.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RseqAreaTest {
    /** What the C library registered, what the kernel says, what is usable: docs/rseq.md. mm_cid needs 28. */
    @ParameterizedTest
    @CsvSource({
        "32, 0, 20", // glibc 2.35, kernel before 6.3
        "32, 28, 28", // glibc 2.35 to 2.39, kernel 6.3 to 6.19
        "32, 33, 32", // the same, kernel 7.0: only 32 bytes were registered
        "20, 0, 20", // glibc 2.40 on an old kernel
        "20, 28, 28", // glibc 2.40, and Debian's 2.36
        "20, 33, 32",
        "28, 28, 28", // glibc 2.41: the feature size
        "33, 33, 33",
        "20, 20, 20"
    })
    void usableBytes(int registered, int featureSize, int usable) {
        assertThat(RseqArea.usableBytes(registered, featureSize)).isEqualTo(usable);
    }

    @Test
    void theSelfTestReportsWhatItSaw() {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        RseqArea area = RseqArea.find(); // a second time: it may be repeated
        assertThat(area.present()).isTrue();
        assertThat(area.reason()).isEmpty();
        assertThat(area.offset()).isNotZero();
        assertThat(area.note())
                .matches(
                        "self test: preemption [1-9]\\d* aborts after \\d+ naps, fence (not observable|\\d+ aborts), \\d+ us in all");
    }
}

package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VmCrashTest {
    /** As the JVM prints it, between more of its lines. */
    private static final List<String> OUTPUT = List.of(
            "#",
            "# A fatal error has been detected by the Java Runtime Environment:",
            "#",
            "#  SIGSEGV (0xb) at pc=0x00007f33e8f0d119, pid=4711, tid=4712",
            "#",
            "# JRE version: OpenJDK Runtime Environment (25.0.3)",
            "# Problematic frame:",
            "# C  [libcrash.so+0x1119]  malloc+0x29",
            "#");

    @Test
    void aCrashIsToldWithThePlaceWhereItWas() {
        assertThat(VmCrash.reason(OUTPUT))
                .isEqualTo("killed by signal 11, SIGSEGV in C [libcrash.so+0x1119] malloc+0x29");
        assertThat(VmCrash.reason(OUTPUT.subList(0, 5))).isEqualTo("killed by signal 11, SIGSEGV");
    }

    @Test
    void whatIsNoCrashIsNone() {
        assertThat(VmCrash.reason(OUTPUT.subList(0, 3))).isEmpty();
        assertThat(VmCrash.reason(List.of())).isEmpty();
    }
}

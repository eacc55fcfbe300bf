package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.ccache.library.FreshJvm;
import org.ccache.library.NativeLibrary;
import org.ccache.library.Platform;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that may not be swapped out gives memory back like any other. */
final class LockedMemoryTest {
    @ParameterizedTest
    @ValueSource(strings = {"true", "false"}) // with our library, or with the C library alone
    void lockedPagesArePurged(String library) throws Exception {
        assumeTrue(Platform.isLinux(), "Linux only");
        assumeTrue(atLeast(5, 18), "locked pages can be purged from Linux 5.18 on, this is " + Machine.kernel());
        FreshJvm.Ended outcome = new FreshJvm(LockedMemoryReport.class)
                .option("-Xmx32m", "-XX:+UseSerialGC", "-D" + NativeLibrary.ENABLED_PROPERTY + "=" + library)
                .run();
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assumeTrue(outcome.value("locked").equals("true"), "mlockall is refused here (ulimit -l)");
        assertThat(outcome.value("before")).isEqualTo("64");
        assertThat(outcome.value("purge")).isEqualTo("0");
        assertThat(outcome.value("after")).isEqualTo("0");
        assertThat(outcome.value("content")).isEqualTo("0");
    }

    private static boolean atLeast(int major, int minor) {
        String[] version = Machine.kernel().split("\\D+", 3);
        int its = Integer.parseInt(version[0]);
        return its > major || its == major && Integer.parseInt(version[1]) >= minor;
    }
}

package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DataLimitTest {
    private static String limits(String data) {
        return """
                Limit                     Soft Limit           Hard Limit           Units
                Max file size             unlimited            unlimited            bytes
                Max data size             SOFT                 unlimited            bytes
                """.replace("SOFT", data);
    }

    @Test
    void theSoftLimitIsRead() {
        assertThat(DataLimit.parse(limits("3072000000"))).isEqualTo(3_072_000_000L);
    }

    @Test
    void noLimitAndNoFileAreNone() {
        assertThat(DataLimit.parse(limits("unlimited"))).isEqualTo(Long.MAX_VALUE);
        assertThat(DataLimit.parse("")).isEqualTo(Long.MAX_VALUE);
        assertThat(DataLimit.parse("Max data size")).isEqualTo(Long.MAX_VALUE);
    }

    /**
     * This JVM has no limit, or one that leaves room for a page: with a limit it is resources.FootprintTest of the
     * allocator.
     */
    @Test
    void aPageIsAllowed() {
        assertThat(DataLimit.allows(Machine.pageSize())).isTrue();
    }
}

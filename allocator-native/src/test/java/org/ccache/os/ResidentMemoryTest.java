package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

/** What a list of mappings says of a range. */
final class ResidentMemoryTest {
    private static final String SMAPS = """
            7f0000000000-7f0000100000 ---p 00000000 00:00 0
            Size:               1024 kB
            Rss:                   0 kB
            Swap:                  0 kB
            VmFlags: mr mw me nr sd
            7f0000100000-7f0000300000 rw-p 00000000 00:00 0
            Size:               2048 kB
            Rss:                1536 kB
            Pss:                1536 kB
            LazyFree:             12 kB
            AnonHugePages:      1024 kB
            Swap:                  8 kB
            7f0000300000-7f0000400000 rw-p 00000000 00:00 0                          [anon: ours]
            Rss:                  64 kB
            AnonHugePages:         0 kB
            7f0000500000-7f0000600000 r-xp 00000000 08:01 123                        /lib/a-b.so
            Rss:                 500 kB
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
            Rss:                   4 kB
            """;

    private static ResidentMemory of(long address, long bytes) throws IOException {
        return ResidentMemory.parse(new BufferedReader(new StringReader(SMAPS)), address, bytes);
    }

    @Test
    void mappingsThatStartInTheRangeAreSummed() throws IOException {
        assertThat(of(0x7f0000000000L, 0x500000))
                .isEqualTo(new ResidentMemory(1600 << 10, 1024 << 10, 12 << 10, 8 << 10));
        assertThat(of(0x7f0000300000L, 1)).isEqualTo(new ResidentMemory(64 << 10, 0, 0, 0));
        assertThat(of(0x7f0000400000L, 0x100000)).isEqualTo(new ResidentMemory(0, 0, 0, 0));
        assertThat(of(0, 0x7f0000000000L)).isEqualTo(new ResidentMemory(0, 0, 0, 0));
        assertThat(of(0xffffffffff600000L, 0x1000).resident()).isEqualTo(4 << 10);
    }
}

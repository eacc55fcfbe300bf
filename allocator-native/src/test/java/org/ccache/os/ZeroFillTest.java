package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccache.library.Downcalls;
import org.ccache.library.SystemKind;
import org.junit.jupiter.api.Test;

/** Zeroes by the C library: those bytes and none beside them; where it is not to be had, it says so. */
final class ZeroFillTest {
    @Test
    void zeroesWhatItIsToldAndNothingElse() {
        ZeroFill.link();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(200_000);
            for (long size : new long[] {0, 1, 15, 4096, 4097, 150_000}) {
                memory.fill((byte) 1);
                boolean done = ZeroFill.zero(memory.address() + 3, size);
                assertThat(done).isEqualTo(!SystemKind.javaAlone() && Downcalls.supported());
                for (long i = 0; done && i < memory.byteSize(); i++) {
                    if (memory.get(ValueLayout.JAVA_BYTE, i) != (i >= 3 && i < 3 + size ? 0 : 1)) {
                        assertThat(i)
                                .as("a byte that is wrong after zeroing %d from 3 on", size)
                                .isEqualTo(-1);
                    }
                }
            }
        }
    }
}

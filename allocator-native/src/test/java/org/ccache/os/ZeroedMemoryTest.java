package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccache.library.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ZeroedMemoryTest {
    private static final long PAGE = Machine.pageSize();
    private static final int ENOMEM = 12;

    @AfterEach
    void end() {
        Faults.end();
    }

    @Test
    void isZeroBeginsAtAPageAndIsPurgedByPages() {
        MemorySegment memory = ZeroedMemory.allocate(4 * PAGE);
        assertThat(memory.address() % PAGE).isZero();
        assertThat(memory.toArray(ValueLayout.JAVA_LONG)).containsOnly(0);
        memory.fill((byte) 1);
        ZeroedMemory.purge(memory.asSlice(PAGE, 2 * PAGE));
        assertThat(memory.asSlice(PAGE, 2 * PAGE).toArray(ValueLayout.JAVA_LONG))
                .containsOnly(0);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, PAGE - 1)).isEqualTo((byte) 1);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 3 * PAGE)).isEqualTo((byte) 1);
        memory.fill((byte) 2); // what is purged may still be touched
    }

    @Test
    void aPurgeThatTheSystemRefusesZeroesAllTheSame() {
        MemorySegment memory = ZeroedMemory.allocate(PAGE);
        memory.fill((byte) 1);
        Faults.plan(Faults.Call.PURGE, 0, 1, ENOMEM);
        ZeroedMemory.purge(memory);
        assertThat(memory.toArray(ValueLayout.JAVA_LONG)).containsOnly(0);
    }

    /** Waits for the collector meanwhile: what is not reachable any more may be what is in the way. */
    @Test
    void whereThereIsNoRoomAtFirstItIsTriedAgain() {
        assumeTrue(Platform.isLinux(), "Linux only");
        Faults.plan(Faults.Call.RESERVE, 0, 3, ENOMEM);
        assertThat(ZeroedMemory.allocate(PAGE).byteSize()).isEqualTo(PAGE);
        assertThat(Faults.end()).isEqualTo(4);
        Faults.plan(Faults.Call.RESERVE, 0, Long.MAX_VALUE, ENOMEM);
        assertThatThrownBy(() -> ZeroedMemory.allocate(PAGE))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining(PAGE + " bytes");
    }

    @Test
    void wordsAreZeroAndAligned() {
        for (long bytes : new long[] {8, 24, 4096}) {
            MemorySegment words = ZeroedMemory.words(bytes);
            assertThat(words.address() % 16).isZero();
            assertThat(words.toArray(ValueLayout.JAVA_LONG)).containsOnly(0).hasSize((int) bytes / 8);
        }
    }
}

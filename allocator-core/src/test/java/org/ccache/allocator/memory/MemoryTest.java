package org.ccache.allocator.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

final class MemoryTest {
    private final MemorySegment block = Arena.ofAuto().allocate(64, 8);
    private final long address = block.address();

    @Test
    void readsWhatItWrote() {
        Memory.putInt(address, 0xFD);
        Memory.putInt(address + 4, -5);
        Memory.putLong(address + 8, Long.MIN_VALUE + 1);
        Memory.putIntOpaque(address + 16, 7);
        Memory.putIntRelease(address + 20, 8);
        assertThat(Memory.getByte(address)).isEqualTo((byte) -3);
        assertThat(Memory.getInt(address + 4)).isEqualTo(-5);
        assertThat(Memory.getLong(address + 8)).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(Memory.getIntOpaque(address + 16)).isEqualTo(7);
        assertThat(Memory.getInt(address + 20)).isEqualTo(8);
        assertThat(block.get(ValueLayout.JAVA_INT, 4)).isEqualTo(-5);
    }

    /** From every place of a word, for every length: those bytes and no others. */
    @Test
    void fillsTheseBytesAndNoOthers() {
        for (int from = 0; from < 16; from++) {
            for (int length = 0; length <= 40; length++) {
                block.fill((byte) 7);
                Memory.fill(address + from, length, (byte) -2);
                for (int i = 0; i < 64; i++) {
                    byte expected = i >= from && i < from + length ? (byte) -2 : (byte) 7;
                    assertThat(block.get(ValueLayout.JAVA_BYTE, i)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void copiesAndFills() {
        Memory.fill(address, 64, (byte) 1);
        Memory.putLong(address, 42);
        Memory.copy(address, address + 4, 16); // overlapping
        assertThat(block.get(ValueLayout.JAVA_LONG_UNALIGNED, 4)).isEqualTo(42);
        long[] words = {0, 10, 20, 30};
        Memory.copyFromArray(words, 1, address + 16, 3);
        long[] back = new long[4];
        Memory.copyToArray(address + 16, back, 1, 3);
        assertThat(back).isEqualTo(words);
        assertThat(Memory.segment(address, 40).byteSize()).isEqualTo(40);
        assertThat(Memory.segment(address, 40).address()).isEqualTo(address);
    }
}

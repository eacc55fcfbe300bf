package org.ccache.allocator.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
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

    /** Each length that has a way of its own, and those around it. */
    @Test
    void zeroesTheseBytesAndNoOthers() {
        MemorySegment page = Arena.ofAuto().allocate(4096, 16);
        for (int length = 0; length <= 2400; length += 16) {
            page.fill((byte) 7);
            Memory.zeroWords(page.address() + 48, length);
            for (int i = 0; i < 4096; i++) {
                byte expected = i >= 48 && i < 48 + length ? (byte) 0 : (byte) 7;
                if (page.get(ValueLayout.JAVA_BYTE, i) != expected) {
                    assertThat(i).as("of %d bytes", length).isEqualTo(-1);
                }
            }
        }
    }

    /** Dead with the arena, and its thread's alone. */
    @Test
    void viewsLiveAsLongAsTheirArena() {
        MemorySegment view;
        try (Arena arena = Arena.ofConfined()) {
            view = Memory.view(address, 64, arena);
            view.set(ValueLayout.JAVA_LONG, 0, 5);
            assertThat(block.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(5);
            CompletableFuture<MemorySegment> other =
                    CompletableFuture.supplyAsync(() -> Memory.view(address, 64, arena), Thread.ofPlatform()::start);
            assertThatThrownBy(other::join).hasCauseInstanceOf(WrongThreadException.class);
        }
        assertThatThrownBy(() -> view.get(ValueLayout.JAVA_LONG, 0)).isInstanceOf(IllegalStateException.class);
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

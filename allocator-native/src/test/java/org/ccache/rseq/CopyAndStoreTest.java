package org.ccache.rseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("modes")
final class CopyAndStoreTest extends PerCpuMemoryFixture {
    @Test
    void copiesAndStores() {
        CopyAndStore copy = new CopyAndStore(memory);
        byte[] text = "restartable sequences".getBytes(StandardCharsets.UTF_8);
        MemorySegment source = MemorySegment.ofArray(text);
        fill(0, 1);
        assertThat(copy.commit(0, 2, 3, 17, source, 0, text.length)).isFalse();
        assertThat(memory.sum(0)).isEqualTo(memory.indexes());
        assertThat(copy.commit(0, 1, 2, 17, source, 0, text.length)).isTrue();
        AtomicInteger found = new AtomicInteger();
        memory.exclusively((words, index) -> {
            if (words.get(ValueLayout.JAVA_LONG, 0) == 2) {
                assertThat(words.asSlice(17, text.length).toArray(ValueLayout.JAVA_BYTE))
                        .isEqualTo(text);
                found.incrementAndGet();
            }
        });
        assertThat(found).hasValue(1);
    }

    /** Every length: the copy goes by 16 bytes, then by 8, 4, 2 and 1. */
    @Test
    void copiesEveryLength() {
        try (PerCpuMemory large = PerCpuMemory.allocate(1024)) {
            CopyAndStore copy = new CopyAndStore(large);
            byte[] bytes = new byte[CopyAndStore.MAX_BYTES + 1];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (i + 1);
            }
            MemorySegment source = MemorySegment.ofArray(bytes);
            for (int length = 0; length <= CopyAndStore.MAX_BYTES; length++) {
                int wanted = length;
                large.exclusively((words, index) -> words.fill((byte) 0));
                assertThat(copy.commit(0, 0, 1, 8, source, 0, length)).isTrue();
                large.exclusively((words, index) -> {
                    if (words.get(ValueLayout.JAVA_LONG, 0) == 1) {
                        assertThat(words.asSlice(8, wanted).mismatch(source.asSlice(0, wanted)))
                                .isEqualTo(-1);
                        assertThat(words.get(ValueLayout.JAVA_BYTE, 8 + wanted)).isZero();
                    }
                });
            }
            assertThatThrownBy(() -> copy.commit(0, 0, 1, 8, source, 0, CopyAndStore.MAX_BYTES + 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aCopyRefusesWhatCannotWork() {
        CopyAndStore copy = new CopyAndStore(memory);
        MemorySegment source = MemorySegment.ofArray(new byte[16]);
        assertThatThrownBy(() -> copy.commit(8, 0, 1, 0, source, 0, 9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> copy.commit(8, 0, 1, 15, source, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> copy.commit(0, 0, 1, BYTES - 8, source, 0, 9))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> copy.commit(0, 0, 1, 8, source, 8, 9)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> copy.commit(0, 0, 1, 8, source, 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(memory.sum(8)).isZero();
    }
}

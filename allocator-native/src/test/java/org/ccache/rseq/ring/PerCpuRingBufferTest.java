package org.ccache.rseq.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.ccache.rseq.Rseq;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("modes")
final class PerCpuRingBufferTest {
    private static final int CAPACITY = 1024;

    private final PerCpuRingBuffer ring = PerCpuRingBuffer.create(CAPACITY);
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment message = arena.allocate(CAPACITY, 8);

    @AfterEach
    void close() {
        ring.close();
        arena.close();
    }

    private void put(long value) {
        message.set(ValueLayout.JAVA_LONG, 0, value);
        assertThat(ring.offer(1, message, 0, 8)).isTrue();
    }

    private List<Long> readAll() {
        List<Long> values = new ArrayList<>();
        int count;
        do {
            count = ring.read(
                    (type, buffer, offset, length) -> values.add(buffer.get(ValueLayout.JAVA_LONG, offset)), 100);
        } while (count > 0);
        return values;
    }

    @Test
    void typeAndPayloadArrive() {
        byte[] bytes = {1, 2, 3, 4, 5};
        MemorySegment.copy(bytes, 0, message, ValueLayout.JAVA_BYTE, 3, bytes.length);
        assertThat(ring.offer(77, message, 3, bytes.length)).isTrue();
        assertThat(ring.offer(78, MemorySegment.ofArray(bytes))).isTrue();
        assertThat(ring.offer(79, message, 0, 0)).isTrue();
        List<Integer> types = new ArrayList<>();
        int count = ring.read(
                (type, buffer, offset, length) -> {
                    types.add(type);
                    assertThat(offset & 7).isZero();
                    assertThat(buffer.isReadOnly()).isTrue();
                    byte[] found = buffer.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
                    assertThat(found).isEqualTo(type == 79 ? new byte[0] : bytes);
                },
                10);
        assertThat(count).isEqualTo(3);
        assertThat(types).containsExactlyInAnyOrder(77, 78, 79);
        assertThat(ring.size()).isZero();
    }

    @Test
    void anEmptyRingHasNothingToRead() {
        assertThat(ring.read((type, buffer, offset, length) -> {}, 10)).isZero();
        put(1);
        assertThat(ring.read((type, buffer, offset, length) -> {}, 0)).isZero();
        assertThat(readAll()).containsExactly(1L);
    }

    @Test
    void theLimitIsKeptOverAllRings() {
        for (int i = 0; i < 10; i++) {
            put(i);
        }
        int[] seen = new int[1];
        assertThat(ring.read((type, buffer, offset, length) -> seen[0]++, 4)).isEqualTo(4);
        assertThat(seen[0]).isEqualTo(4);
        assertThat(readAll()).hasSize(6);
    }

    @Test
    void aFullRingRefusesAndChangesNothing() {
        int put = 0;
        while (ring.offer(1, message, 0, 8)) {
            put++;
            assertThat(put).isLessThanOrEqualTo(CAPACITY / 16 * Rseq.indexes());
        }
        assertThat(ring.size()).isEqualTo(16L * put).isGreaterThanOrEqualTo(CAPACITY);
        assertThat(readAll()).hasSize(put);
        put(5);
        assertThat(readAll()).containsExactly(5L);
    }

    @Test
    void aFullRingRefusesClaimsAndLongMessages() {
        MemorySegment longest = MemorySegment.ofArray(new byte[ring.maxMessageLength()]);
        int put = 0;
        while (ring.tryClaim(1, ring.maxMessageLength()) != 0 || ring.offer(1, longest)) {
            put++; // a move to another index in between finds room there
            assertThat(put).isLessThanOrEqualTo(2 * Rseq.indexes());
        }
        assertThat(put).isPositive();
        assertThat(ring.size()).isLessThanOrEqualTo((long) CAPACITY * Rseq.indexes());
    }

    /** Half a ring: from every position an empty ring takes the longest message, with padding or without. */
    @Test
    void theLongestMessageFitsWhateverThePosition() {
        for (int step = 0; step < CAPACITY / 8; step++) {
            assertThat(ring.offer(1, message, 0, ring.maxMessageLength())).isTrue();
            assertThat(ring.read(
                            (type, buffer, offset, length) -> assertThat(length).isEqualTo(ring.maxMessageLength()), 9))
                    .isEqualTo(1);
            assertThat(ring.offer(1, message, 0, step % 2 == 0 ? 0 : 9)).isTrue(); // the position moves by 8 or 24
            assertThat(ring.read((type, buffer, offset, length) -> {}, 9)).isEqualTo(1);
            assertThat(ring.size()).isZero();
        }
    }

    @Test
    void aClaimHoldsUpItsRingUntilItIsCommitted() {
        long claim = ring.tryClaim(9, 8);
        assertThat(claim).isPositive();
        assertThat(claim & 7).isZero();
        assertThat(readAll()).isEmpty();
        ring.buffer().set(ValueLayout.JAVA_LONG, claim, 42);
        ring.commit(claim);
        assertThat(readAll()).containsExactly(42L);
    }

    @Test
    void anAbortedClaimIsSkipped() {
        long claim = ring.tryClaim(9, 100);
        put(7);
        ring.abort(claim);
        assertThat(readAll()).containsExactly(7L);
        assertThat(ring.size()).isZero();
    }

    @Test
    void aClaimEndsOnce() {
        long claim = ring.tryClaim(9, 8);
        ring.commit(claim);
        assertThatThrownBy(() -> ring.commit(claim)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ring.abort(claim)).isInstanceOf(IllegalArgumentException.class);
        for (long none : new long[] {
            0, -8, 1, claim + 4, claim + 64, Long.MAX_VALUE, ring.buffer().byteSize() + 8
        }) {
            assertThatThrownBy(() -> ring.commit(none)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** The length before an offset in the midst of a message: no record has such a one. */
    @Test
    void whatNoRecordCanBeIsNoClaim() {
        long claim = ring.tryClaim(9, 32);
        for (int none : new int[] {0, 8, -7, -CAPACITY / 2 - 1, -CAPACITY, Integer.MIN_VALUE}) {
            ring.buffer().set(ValueLayout.JAVA_INT, claim, none);
            assertThatThrownBy(() -> ring.commit(claim + 8)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ring.abort(claim + 8)).isInstanceOf(IllegalArgumentException.class);
            assertThat(ring.buffer().get(ValueLayout.JAVA_INT, claim)).isEqualTo(none);
        }
        ring.commit(claim);
        assertThat(ring.read(
                        (type, buffer, offset, length) -> assertThat(length).isEqualTo(32), 9))
                .isEqualTo(1);
    }

    @Test
    void messagesThatCannotBeAreRefused() {
        int most = ring.maxMessageLength();
        assertThat(most).isEqualTo(CAPACITY / 2 - 8);
        for (int length : new int[] {-1, Integer.MIN_VALUE, most + 1, CAPACITY, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> ring.tryClaim(1, length)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ring.offer(1, message, 0, length)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int type : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> ring.tryClaim(type, 8)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ring.offer(type, message, 0, 8)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ring.offer(1, message)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ring.offer(1, message, CAPACITY - 7, 8)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ring.offer(1, message, -1, 8)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ring.read((type, buffer, offset, length) -> {}, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ring.size()).isZero();
    }

    @Test
    void aSourceThatIsGoneOrForeignIsRefused() throws InterruptedException {
        MemorySegment closed;
        try (Arena gone = Arena.ofConfined()) {
            closed = gone.allocate(8);
        }
        assertThatThrownBy(() -> ring.offer(1, closed, 0, 8)).isInstanceOf(IllegalStateException.class);
        Throwable[] thrown = new Throwable[1];
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        ring.offer(1, message, 0, 8);
                    } catch (WrongThreadException e) {
                        thrown[0] = e;
                    }
                })
                .join();
        assertThat(thrown[0]).isInstanceOf(WrongThreadException.class);
        assertThat(readAll()).isEmpty();
    }

    @Test
    void aCopyThatFailsLeavesNoClaim() {
        try (PerCpuRingBuffer large = PerCpuRingBuffer.create(4096);
                Arena other = Arena.ofConfined()) {
            MemorySegment source = other.allocate(1000);
            assertThat(large.offer(1, source, 0, 1000)).isTrue();
            MemorySegment dead;
            try (Arena brief = Arena.ofConfined()) {
                dead = brief.allocate(1000);
            }
            assertThatThrownBy(() -> large.offer(2, dead, 0, 1000)).isInstanceOf(IllegalStateException.class);
            assertThat(large.offer(3, source, 0, 1000)).isTrue();
            List<Integer> types = new ArrayList<>();
            large.read((type, buffer, offset, length) -> types.add(type), 10);
            assertThat(types).containsExactlyInAnyOrder(1, 3);
            assertThat(large.size()).isZero();
        }
    }

    @Test
    void aHandlerThatThrowsHasReadItsMessage() {
        put(1);
        assertThatThrownBy(() -> ring.read(
                        (type, buffer, offset, length) -> {
                            throw new ArithmeticException("in the handler");
                        },
                        10))
                .isInstanceOf(ArithmeticException.class);
        assertThat(ring.size()).isZero();
        put(2);
        assertThat(readAll()).containsExactly(2L);
    }

    @Test
    void theHandlerCannotRead() {
        put(1);
        assertThatThrownBy(() -> ring.read((type, buffer, offset, length) -> readAll(), 10))
                .isInstanceOf(IllegalStateException.class);
        put(2);
        assertThat(readAll()).containsExactly(2L);
    }

    @Test
    void theHandlerMayOfferAndClose() {
        put(1);
        ring.read((type, buffer, offset, length) -> put(2), 1);
        assertThat(readAll()).containsExactly(2L);
        put(3);
        put(4);
        assertThat(ring.read((type, buffer, offset, length) -> ring.close(), 10))
                .isEqualTo(1);
        assertThatThrownBy(() -> ring.offer(1, message, 0, 8)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closedRefuses() {
        long claim = ring.tryClaim(1, 8);
        ring.close();
        ring.close();
        assertThatThrownBy(() -> ring.offer(1, message, 0, 8)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ring.offer(1, MemorySegment.ofArray(new byte[8])))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ring.tryClaim(1, 8)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ring.commit(claim)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ring.abort(claim)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(this::readAll).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(ring::size).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void capacitiesThatCannotBeAreRefused() {
        for (int capacity : new int[] {0, -1, 1, 32, 63, 65, 1000, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> PerCpuRingBuffer.create(capacity)).isInstanceOf(IllegalArgumentException.class);
        }
        try (PerCpuRingBuffer smallest = PerCpuRingBuffer.create(PerCpuRingBuffer.MIN_CAPACITY)) {
            assertThat(smallest.offer(1, message, 0, smallest.maxMessageLength()))
                    .isTrue();
        }
    }
}

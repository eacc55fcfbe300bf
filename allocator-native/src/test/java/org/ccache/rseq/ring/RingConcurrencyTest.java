package org.ccache.rseq.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;
import org.ccache.os.Machine;
import org.ccache.rseq.Crowd;
import org.ccache.rseq.Rseq;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many producers and a consumer: each message exactly once, and in order for each producer and ring. */
@Tag("modes")
final class RingConcurrencyTest {
    private static final int PRODUCERS = 8;
    private static final int MESSAGES = 20_000;
    private static final int CAPACITY = 4096;
    private static final long STRIDE = CAPACITY + 256; // from ring to ring, after a page
    private static final int PRODUCER = 8; // offsets in the payload, after the number
    private static final int PAYLOAD = 16;

    /** 16: within the sequence; 600: by claim. */
    @ParameterizedTest
    @ValueSource(ints = {16, 40, 600})
    void eachMessageComesOutOnceAndInOrder(int length) throws InterruptedException {
        BitSet[] seen = new BitSet[PRODUCERS];
        for (int p = 0; p < PRODUCERS; p++) {
            seen[p] = new BitSet(MESSAGES);
        }
        try (PerCpuRingBuffer ring = PerCpuRingBuffer.create(CAPACITY)) {
            Crowd producers = new Crowd();
            producers.start(PRODUCERS, producer -> {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment message = arena.allocate(length, 8);
                    message.set(ValueLayout.JAVA_LONG, PRODUCER, producer);
                    for (long number = 0; number < MESSAGES; number++) {
                        message.set(ValueLayout.JAVA_LONG, 0, number);
                        while (!put(ring, message, number) && !producers.failed()) {
                            LockSupport.parkNanos(1000);
                        }
                    }
                }
            });
            long[][] last = new long[Rseq.indexes()][PRODUCERS]; // number + 1 of the last one from this ring
            int total = 0;
            long end = System.nanoTime() + 100_000_000_000L;
            while (total < PRODUCERS * MESSAGES && System.nanoTime() < end && !producers.failed()) {
                total += ring.read(
                        (type, buffer, offset, bytes) -> {
                            long number = buffer.get(ValueLayout.JAVA_LONG, offset);
                            int producer = (int) buffer.get(ValueLayout.JAVA_LONG, offset + PRODUCER);
                            assertThat(bytes).isEqualTo(length);
                            if (seen[producer].get((int) number)) {
                                throw new AssertionError("twice: " + number + " of producer " + producer);
                            }
                            seen[producer].set((int) number);
                            int index = (int) ((offset - Machine.pageSize()) / STRIDE);
                            if (number < last[index][producer]) {
                                throw new AssertionError(number + " of producer " + producer + " out of order");
                            }
                            last[index][producer] = number + 1;
                        },
                        100);
            }
            if (producers.failed()) {
                producers.join(); // tells why
            }
            assertThat(total).isEqualTo(PRODUCERS * MESSAGES); // if not, closing the ring ends the producers
            producers.join();
            assertThat(ring.size()).isZero();
        }
        for (BitSet one : seen) {
            assertThat(one.cardinality()).isEqualTo(MESSAGES);
        }
    }

    /** Every seventh by a claim, of which some are given up first. */
    private static boolean put(PerCpuRingBuffer ring, MemorySegment message, long number) {
        if (number % 7 != 0) {
            return ring.offer(1, message);
        }
        long claim = ring.tryClaim(1, (int) message.byteSize());
        if (claim == 0) {
            return false;
        }
        if (number % 5 == 0 && Math.floorMod(System.nanoTime(), 2) == 0) {
            ring.abort(claim);
            return false;
        }
        MemorySegment.copy(message, 0, ring.buffer(), claim, message.byteSize());
        ring.commit(claim);
        return true;
    }

    /** The head is looked at after the tail, so what is read meanwhile must not be counted in. */
    @Test
    void theSizeIsNeverMoreThanThereIs() throws InterruptedException {
        PerCpuRingBuffer ring = PerCpuRingBuffer.create(64);
        Crowd both = new Crowd().start(1, producer -> {
            MemorySegment message = Arena.ofAuto().allocate(24, 8);
            for (int i = 0; i < 300_000; i++) {
                ring.offer(1, message);
                ring.read((type, buffer, offset, length) -> {}, 2);
            }
            ring.close();
        });
        try {
            while (true) {
                assertThat(ring.size()).isBetween(0L, 64L * Rseq.indexes());
            }
        } catch (IllegalStateException closed) {
            both.join();
        }
    }

    /** A claim that is never committed stops its own ring; all the others are read on. */
    @Test
    void anOpenClaimHoldsUpOneRingOnly() throws InterruptedException {
        try (PerCpuRingBuffer ring = PerCpuRingBuffer.create(1 << 20)) {
            long claim = ring.tryClaim(1, PAYLOAD);
            new Crowd()
                    .start(PRODUCERS, producer -> {
                        MemorySegment message = MemorySegment.ofArray(new long[] {0, producer});
                        for (int i = 0; i < 1000; i++) {
                            assertThat(ring.offer(1, message)).isTrue();
                        }
                    })
                    .join();
            int read = 0;
            for (int i = 0; i < 1000; i++) {
                read += ring.read((type, buffer, offset, length) -> {}, 1000);
            }
            assertThat(ring.size()).isEqualTo(24L * (PRODUCERS * 1000 - read + 1));
            ring.commit(claim);
            for (int i = 0; i < 1000; i++) {
                read += ring.read((type, buffer, offset, length) -> {}, 1000);
            }
            assertThat(read).isEqualTo(PRODUCERS * 1000 + 1);
        }
    }
}

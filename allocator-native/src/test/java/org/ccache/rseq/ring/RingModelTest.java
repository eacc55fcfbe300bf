package org.ccache.rseq.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/**
 * Any messages at all, by any way, against a map of what is under way: each comes out once and whole. One thread,
 * which may move to another index at any time: so no order is asked for here.
 */
@Tag("modes")
final class RingModelTest {
    private static final int HEADER = 8; // the number of the message

    @Property(tries = 60)
    void everyMessageComesOutOnceAndWhole(@ForAll long seed, @ForAll @IntRange(min = 6, max = 13) int shift) {
        Random random = new Random(seed);
        Map<Long, byte[]> under = new HashMap<>();
        List<Long> claims = new ArrayList<>();
        try (PerCpuRingBuffer ring = PerCpuRingBuffer.create(1 << shift);
                Arena arena = Arena.ofConfined()) {
            MemorySegment scratch = arena.allocate(ring.maxMessageLength() + 64L, 8);
            for (long number = 1; number <= 2000; number++) {
                int length = HEADER + random.nextInt(ring.maxMessageLength() - HEADER + 1);
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                MemorySegment heap = MemorySegment.ofArray(bytes);
                heap.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
                int way = random.nextInt(4);
                boolean put;
                if (way == 0) {
                    put = ring.offer(length, heap);
                } else if (way == 1) {
                    int from = random.nextInt(32);
                    MemorySegment.copy(heap, 0, scratch, from, length);
                    put = ring.offer(length, scratch, from, length);
                } else {
                    long claim = ring.tryClaim(length, length);
                    put = claim != 0 && way == 2;
                    if (claim != 0) {
                        MemorySegment.copy(heap, 0, ring.buffer(), claim, length);
                    }
                    if (claim != 0 && way == 3) {
                        ring.abort(claim);
                    } else if (put && random.nextInt(4) == 0) {
                        claims.add(claim);
                    } else if (put) {
                        ring.commit(claim);
                    }
                }
                if (put) {
                    under.put(number, bytes);
                }
                if (random.nextInt(3) == 0) {
                    claims.forEach(ring::commit);
                    claims.clear();
                    read(ring, under, 1 + random.nextInt(5));
                }
            }
            claims.forEach(ring::commit);
            while (read(ring, under, 100) > 0) {
                // to the end
            }
            assertThat(under).isEmpty();
            assertThat(ring.size()).isZero();
        }
    }

    private static int read(PerCpuRingBuffer ring, Map<Long, byte[]> under, int limit) {
        return ring.read(
                (type, buffer, offset, length) -> {
                    byte[] expected = under.remove(buffer.get(ValueLayout.JAVA_LONG, offset));
                    assertThat(type).isEqualTo(length);
                    assertThat(buffer.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE))
                            .isEqualTo(expected);
                },
                limit);
    }
}

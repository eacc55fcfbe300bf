package org.ccache.bench.ratio;

import static java.lang.invoke.MethodType.methodType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.ccache.bench.measure.Arm;
import org.junit.jupiter.api.Test;

class InterleavedRoundsTest {
    private static final int BLOCKS = OperationStream.SLOTS + 200;
    private static final int BLOCK_BYTES = 1040;

    /** Counts calls and checks that only live blocks are freed. */
    static final class CountingAllocator {
        private final Set<Long> live = new HashSet<>();
        private final Deque<Long> free = new ArrayDeque<>();
        private final MemorySegment kept; // so that its memory is
        private long allocations;

        CountingAllocator() {
            MemorySegment memory = Arena.ofAuto().allocate(BLOCKS * (long) BLOCK_BYTES);
            for (int i = 0; i < BLOCKS; i++) {
                free.add(memory.address() + i * (long) BLOCK_BYTES);
            }
            kept = memory;
        }

        long allocate(long size) {
            assertThat(size).isBetween(16L, 1039L);
            allocations++;
            long address = free.remove();
            live.add(address);
            return address;
        }

        void free(long address, long size) {
            assertThat(live.remove(address)).isTrue();
            free.add(address);
        }

        Arm<PeerHandles> as(String name) {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                MethodHandle allocate = lookup.bind(this, "allocate", methodType(long.class, long.class));
                MethodHandle free = lookup.bind(this, "free", methodType(void.class, long.class, long.class));
                return new Arm<>(name, new PeerHandles(allocate, free, false, true), () -> {});
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("own methods", e);
            }
        }
    }

    private static final int OPERATIONS = 2_000;
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 3;

    @Test
    void everyArmDoesAllOperationsOfEveryRoundAndKeepsNothing() {
        for (RatioWorkload workload : RatioWorkload.values()) {
            CountingAllocator one = new CountingAllocator();
            CountingAllocator other = new CountingAllocator();
            Map<String, double[]> nanos = new InterleavedRounds(OPERATIONS, WARM_UP, ROUNDS, 1)
                    .run(workload, List.of(one.as("one"), other.as("other")), round -> {});
            assertThat(nanos).containsOnlyKeys("one", "other");
            assertThat(nanos.values())
                    .allSatisfy(times -> assertThat(times).hasSize(ROUNDS).doesNotContain(0));
            assertThat(one.allocations).isEqualTo((WARM_UP + ROUNDS) * (long) OPERATIONS + workload.heldBlocks());
            assertThat(other.allocations).isEqualTo(one.allocations);
            assertThat(one.live).isEmpty();
            assertThat(other.live).isEmpty();
            assertThat(one.kept.byteSize()).isPositive();
        }
    }

    /** What has no memory is not touched, what needs sizes gets them. */
    @Test
    void armsRunWhatTheyCan() {
        PeerHandles peer = new CountingAllocator().as("peer").subject();
        Arm<PeerHandles> whole = new Arm<>("whole", peer, () -> {});
        Arm<PeerHandles> sized =
                new Arm<>("sized", new PeerHandles(peer.allocate(), peer.free(), true, true), () -> {});
        Arm<PeerHandles> empty =
                new Arm<>("empty", new PeerHandles(peer.allocate(), peer.free(), false, false), () -> {});
        List<Arm<PeerHandles>> all = List.of(whole, sized, empty);
        assertThat(RatioWorkload.PAIR.admitted(all)).containsExactly(whole, sized, empty);
        assertThat(RatioWorkload.PAIR_TOUCHED.admitted(all)).containsExactly(whole, sized);
        assertThat(RatioWorkload.SLOT_REPLACE.admitted(all)).containsExactly(whole, empty);
        assertThat(RatioWorkload.SLOT_REPLACE_TOUCHED.admitted(all)).containsExactly(whole);
        assertThat(RatioWorkload.BURST.admitted(all)).containsExactly(whole, sized);
        assertThat(RatioWorkload.BURST_TOUCHED.admitted(all)).containsExactly(whole, sized);
    }

    @Test
    void streamsAreFresh() {
        OperationStream stream = new OperationStream(1000, new Random(1));
        int[] first = stream.fresh().clone();
        assertThat(stream.fresh()).isNotEqualTo(first);
        for (int operation : first) {
            assertThat(OperationStream.slot(operation)).isBetween(0, OperationStream.SLOTS - 1);
            assertThat(OperationStream.size(operation)).isBetween(OperationStream.MIN_SIZE, OperationStream.MAX_SIZE);
        }
    }

    @Test
    void refusesAPartOfAChunk() {
        assertThatThrownBy(() -> new InterleavedRounds(1500, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1500");
    }
}

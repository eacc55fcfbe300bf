package org.ccache.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ccache.bench.peer.BlockTable;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.trace.RandomTraces;
import org.ccache.bench.trace.Trace;

/** Peers that hand out something else than addresses are called through their tables, and only through those. */
class ReplayHandlesTest {

    /** A block with its address. */
    private record Handle(long address) {}

    private static final class HandlePeer implements Peer {
        private final ReferencePeer blocks = new ReferencePeer();

        @Override
        public String name() {
            return "handles";
        }

        @Override
        public BlockTable table(int slots) {
            return new Handles(blocks, slots);
        }

        @Override
        public long allocate(long size) {
            throw new AssertionError("asked for an address");
        }

        @Override
        public long allocate(long size, long alignment) {
            throw new AssertionError("asked for an address");
        }

        @Override
        public void free(long address) {
            throw new AssertionError("an address was freed");
        }

        @Override
        public void close() {
            blocks.close();
        }
    }

    private static final class Handles extends BlockTable {
        private final ReferencePeer blocks;
        private final Handle[] handles;

        Handles(ReferencePeer blocks, int slots) {
            this.blocks = blocks;
            this.handles = new Handle[slots];
        }

        @Override
        public void allocate(int slot, long size) {
            allocate(slot, size, 16);
        }

        @Override
        public void allocate(int slot, long size, long alignment) {
            assertThat(size).isPositive();
            assertThat(handles[slot]).isNull();
            handles[slot] = new Handle(blocks.allocate(size, alignment));
        }

        @Override
        public void free(int slot) {
            blocks.free(handles[slot].address);
            handles[slot] = null;
        }

        @Override
        public long address(int slot) {
            return handles[slot].address;
        }

        @Override
        public void exchange(int slot, BlockTable other, int otherSlot) {
            throw new AssertionError("a replay has nothing to exchange");
        }
    }

    @Property(tries = 60)
    void randomTracesReplayClean(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int threads,
            @ForAll @IntRange(max = 2000) int events,
            @ForAll @IntRange(min = 1, max = 300) int epochEvents) {
        Trace trace = RandomTraces.of(seed, threads, events);
        try (HandlePeer peer = new HandlePeer();
                Replayer replayer = new Replayer(ReplayProgram.of(trace, epochEvents), peer)) {
            for (StampMode mode : StampMode.values()) {
                assertThat(replayer.round(mode).firstFailures()).isEmpty();
                assertThat(peer.blocks.live()).isZero();
            }
            assertThat(replayer.operations()).isEqualTo(2L * trace.blocks() * StampMode.values().length);
        }
    }
}

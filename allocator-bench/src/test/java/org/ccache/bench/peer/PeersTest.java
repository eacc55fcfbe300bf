package org.ccache.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every real peer must do. One that cannot run here is skipped with its own reason. */
class PeersTest {
    @SuppressWarnings("restricted")
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static Peer open(String name) {
        try {
            return Peers.open(name);
        } catch (PeerUnavailableException e) {
            Assumptions.abort(e.getMessage());
            throw e;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ccache",
                "tcache",
                "striped",
                "malloc",
                "tcmalloc",
                "jemalloc",
                "mimalloc",
                "netty-adaptive",
                "netty-pooled"
            })
    void blocksAreDistinctAndKeepTheirContents(String name) {
        try (Peer peer = open(name)) {
            assertThat(peer.name()).isEqualTo(name);
            long[] blocks = new long[1000];
            Set<Long> distinct = new HashSet<>();
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = peer.allocate(8 + i);
                assertThat(distinct.add(blocks[i])).isTrue();
                assertThat(blocks[i] % (i < 8 ? 8 : 16))
                        .as("alignment of %s bytes", 8 + i)
                        .isZero();
                MEMORY.set(ValueLayout.JAVA_LONG, blocks[i], i);
            }
            for (int i = 0; i < blocks.length; i++) {
                assertThat(MEMORY.get(ValueLayout.JAVA_LONG, blocks[i])).isEqualTo(i);
                peer.free(blocks[i]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ccache",
                "tcache",
                "striped",
                "malloc",
                "tcmalloc",
                "jemalloc",
                "mimalloc",
                "netty-adaptive",
                "netty-pooled"
            })
    void alignsAsAsked(String name) {
        try (Peer peer = open(name)) {
            for (long alignment = 16; alignment <= 4096; alignment *= 2) {
                long block = peer.allocate(3 * alignment, alignment);
                assertThat(block % alignment).isZero();
                peer.free(block);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccache", "tcache", "striped"})
    void oursAccountForEveryBlock(String name) {
        try (AllocatorPeer peer = (AllocatorPeer) open(name)) {
            long block = peer.allocate(100);
            assertThat(peer.stats().liveBytes()).isGreaterThanOrEqualTo(100);
            peer.free(block);
            assertThat(peer.stats().liveBytes()).isZero();
            assertThat(peer.stats().mode()).isNotEmpty();
            assertThat(peer.problems()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccache", "malloc", "tcmalloc", "jemalloc", "mimalloc", "netty-adaptive", "netty-pooled"})
    void memoryCanBeTrimmedAndUsedAgain(String name) {
        try (Peer peer = open(name)) {
            peer.free(peer.allocate(100_000));
            peer.trim();
            long block = peer.allocate(100_000);
            MEMORY.set(ValueLayout.JAVA_LONG, block, 7);
            assertThat(MEMORY.get(ValueLayout.JAVA_LONG, block)).isEqualTo(7);
            peer.free(block);
        }
    }

    @Test
    void nettyForgetsWhatIsFreedAndRefusesStrangers() {
        try (NettyAdaptivePeer peer = new NettyAdaptivePeer()) {
            long block = peer.allocate(100);
            assertThat(peer.held()).isEqualTo(1);
            peer.free(block);
            assertThat(peer.held()).isZero();
            assertThatThrownBy(() -> peer.free(block)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theVoidPeerRefusesWhatItsBufferDoesNotHold() {
        try (Peer peer = Peers.open("void")) {
            assertThat(peer.allocate(1 << 20)).isEqualTo(peer.allocate(1, 4096)).isNotZero();
            assertThatThrownBy(() -> peer.allocate((1 << 20) + 1)).isInstanceOf(OutOfMemoryError.class);
            assertThatThrownBy(() -> peer.allocate(1, 8192)).isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void unknownNamesAreRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Peers.open("hoard"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hoard")
                .hasMessageContaining("tcmalloc");
    }
}

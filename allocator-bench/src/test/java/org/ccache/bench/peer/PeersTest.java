package org.ccache.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

    static Stream<String> withoutFlags() {
        return PeerList.ALL.stream().filter(info -> info.flags().isEmpty()).map(PeerInfo::name);
    }

    static Stream<String> withFlags() {
        return PeerList.ALL.stream().filter(info -> !info.flags().isEmpty()).map(PeerInfo::name);
    }

    static Stream<String> withContents() {
        return withoutFlags().filter(name -> Peers.info(name).contents());
    }

    @ParameterizedTest
    @MethodSource("withoutFlags")
    void doesWhatIsSaidOfIt(String name) throws InterruptedException {
        try (Peer peer = open(name)) {
            assertThat(peer.name()).isEqualTo(name);
            PeerCheck.check(peer);
        }
    }

    /** As measured: in a JVM with the peer's own flags, where nothing may be printed but the result. */
    @ParameterizedTest
    @MethodSource("withFlags")
    void doesWhatIsSaidOfItWithItsFlags(String name) throws IOException, InterruptedException {
        String output = PeerCheck.inProcess(name);
        Assumptions.assumeFalse(output.startsWith(PeerCheck.REFUSED), output);
        assertThat(output).startsWith(PeerCheck.WORKS).hasLineCount(1).hasSizeGreaterThan(PeerCheck.WORKS.length());
    }

    /** Whatever the reason, whoever reads it must know what to do. */
    @ParameterizedTest
    @MethodSource("withFlags")
    void withoutItsFlagsItWorksOrNamesThem(String name) throws InterruptedException {
        try (Peer peer = Peers.open(name)) {
            PeerCheck.check(peer);
        } catch (PeerUnavailableException e) {
            assertThat(e).hasMessageContainingAll(Peers.info(name).flags().toArray(new String[0]));
        }
    }

    @Test
    void everyListedNameIsKnownAndNoneTwice() {
        assertThat(PeerList.NAMES).doesNotHaveDuplicates();
        for (String name : PeerList.NAMES) {
            try (Peer peer = Peers.open(name)) {
                assertThat(peer.name()).isEqualTo(name);
            } catch (PeerUnavailableException e) {
                assertThat(e.getMessage()).matches("(?s).*(install|comes with|start java with|no native library).*");
            }
        }
    }

    @Test
    void familiesFollowEachOtherAndTheirFirstOnesComeFirst() {
        assertThat(PeerList.ALL).extracting(PeerInfo::family).isSorted();
        assertThat(PeerList.NAMES).startsWith("ccache", "tcache").containsSubsequence("malloc", "tcmalloc", "jemalloc");
        assertThat(PeerList.NAMES).endsWith("slicing", "void").doesNotContain("hybrid");
        assertThat(Peers.info("ccache").orientation()).isFalse();
        assertThat(Peers.info("striped").orientation()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("withContents")
    void blocksAreDistinctAndKeepTheirContents(String name) {
        try (Peer peer = open(name)) {
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
    @ValueSource(strings = {"ccache", "tcache", "striped", "hybrid"})
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

    /** Carriers are threads that rpmalloc is not told of. */
    @Test
    void rpmallocServesVirtualThreads() throws InterruptedException {
        try (Peer peer = open("rpmalloc")) {
            AtomicInteger served = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                threads.add(Thread.startVirtualThread(() -> {
                    long block = peer.allocate(100);
                    LockSupport.parkNanos(1); // goes on with another carrier, maybe
                    peer.free(peer.allocate(100, 256));
                    peer.free(block);
                    served.incrementAndGet();
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(served).hasValue(100);
        }
    }

    @Test
    void slicesBeginAgainWhenTheSegmentIsUsedUp() {
        try (Peer peer = Peers.open("slicing")) {
            BlockTable table = peer.table(2);
            long largest = Peers.info("slicing").largest();
            table.allocate(0, largest);
            table.allocate(1, largest);
            assertThat(table.address(0)).isEqualTo(table.address(1));
            table.allocate(1, 100);
            assertThat(table.address(1)).isEqualTo(table.address(0) + largest);
            assertThatThrownBy(() -> table.allocate(1, 2 * largest)).isInstanceOf(OutOfMemoryError.class);
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
        assertThat(List.of("", "-", "peer", "allocator", "netty--pooled", "nettyPooled", "../Malloc", "linked"))
                .noneMatch(Peers::known);
    }
}

package org.ccache.allocator.agrona;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.ccache.allocator.AllocatorScope;
import org.ccache.allocator.AuditReport;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.InvalidAddressException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One buffer for one block after another. Whatever throws: what is live is what is held, and after close nothing. */
final class BlockHolderTest {
    private final CcacheAllocator allocator = CcacheAllocator.create();
    private final BlockHolder<BlockBuffer> holder = new BlockHolder<>(allocator, new BlockBuffer());

    @AfterEach
    void nothingIsLeft() {
        holder.close();
        assertLive(0);
        allocator.close();
    }

    private void assertLive(int blocks) {
        AuditReport audit = allocator.audit();
        assertThat(audit.problems()).isEmpty();
        assertThat(audit.liveBlocks()).isEqualTo(blocks);
    }

    @Test
    void theSameBufferIsAroundOneBlockAfterAnother() {
        BlockBuffer buffer = holder.allocate(200);
        assertThat(buffer).isSameAs(holder.buffer());
        assertThat(buffer.capacity()).isEqualTo(200).isEqualTo(holder.size());
        assertThat(buffer.addressOffset()).isEqualTo(holder.address());
        assertThat(allocator.owns(holder.address())).isTrue();
        buffer.putLong(192, 42);
        holder.reallocate(100_000).putLong(99_992, 43);
        assertThat(buffer.getLong(192)).isEqualTo(42);
        assertThat(buffer.capacity()).isEqualTo(100_000);
        assertThat(buffer.addressOffset()).isEqualTo(holder.address());
        assertLive(1);
        holder.free();
        assertThat(holder.held()).isFalse();
        assertLive(0);
        assertThat(holder.allocate(0).capacity()).isZero();
        assertLive(1);
    }

    @Test
    void whatWasFreedIsNoLongerInView() {
        BlockBuffer buffer = holder.allocate(200);
        holder.free();
        assertThatThrownBy(() -> buffer.getByte(0)).isInstanceOf(IndexOutOfBoundsException.class);
        holder.allocate(10);
        long block = holder.release();
        assertThatThrownBy(() -> buffer.putByte(0, (byte) 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertLive(1);
        holder.close(); // does not free what it does not hold
        allocator.free(block);
    }

    @Test
    void misuseIsSaid() {
        assertThatIllegalStateException().isThrownBy(holder::free).withMessageContaining("no block is held");
        assertThatIllegalStateException().isThrownBy(holder::release).withMessageContaining("no block is held");
        assertThatIllegalStateException().isThrownBy(holder::address).withMessageContaining("no block is held");
        assertThatIllegalStateException().isThrownBy(holder::size).withMessageContaining("no block is held");
        assertThatIllegalStateException()
                .isThrownBy(() -> holder.reallocate(1))
                .withMessageContaining("no block is held");
        BlockBuffer buffer = holder.allocate(200);
        assertThatIllegalStateException()
                .isThrownBy(() -> holder.allocate(1))
                .withMessageContaining("a block of 200 bytes");
        assertThat(buffer.capacity()).isEqualTo(200);
        assertThat(holder.toString()).contains("200 bytes");
        holder.close();
        holder.close();
        assertThatIllegalStateException().isThrownBy(() -> holder.allocate(1)).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(holder::free).withMessageContaining("closed");
        assertThat(holder).hasToString("BlockHolder[nothing, closed]");
        assertThatThrownBy(() -> new BlockHolder<>(null, buffer)).hasMessage("allocator");
        assertThatThrownBy(() -> new BlockHolder<BlockBuffer>(allocator, null)).hasMessage("buffer");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 1L << 31, Long.MAX_VALUE})
    void aSizeThatNoBufferHasIsRefusedBeforeThereIsABlock(long size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> holder.allocate(size))
                .withMessageContaining("size " + size);
        assertLive(0);
        holder.allocate(8).putLong(0, 42);
        assertThatIllegalArgumentException().isThrownBy(() -> holder.reallocate(size));
        assertThat(holder.buffer().getLong(0)).isEqualTo(42);
        assertLive(1);
    }

    @Test
    void whatTheAllocatorRefusesLeavesTheBlockAsItWas() {
        AllocatorScope scope = allocator.scope("small", 1000);
        try (BlockHolder<BlockBuffer> scoped = new BlockHolder<>(scope, new BlockBuffer())) {
            assertThatThrownBy(() -> scoped.allocate(2000)).isInstanceOf(OutOfMemoryError.class);
            assertThat(scoped.held()).isFalse();
            scoped.allocate(100).putLong(0, 42);
            assertThatThrownBy(() -> scoped.reallocate(2000)).isInstanceOf(OutOfMemoryError.class);
            assertThat(scoped.buffer().getLong(0)).isEqualTo(42);
            assertThat(scoped.buffer().capacity()).isEqualTo(100).isEqualTo(scoped.size());
            assertThat(scope.stats().liveBlocks()).isEqualTo(1);
        }
        assertThat(scope.stats().liveBlocks()).isZero();
        scope.close();
    }

    @Test
    void aBlockThatSomebodyElseFreedIsRefusedAndNoLongerInView() {
        BlockBuffer buffer = holder.allocate(100_000);
        allocator.free(holder.address());
        assertThatThrownBy(holder::free).isInstanceOf(InvalidAddressException.class);
        assertThat(holder.held()).isTrue();
        assertThat(buffer.capacity()).isZero();
        assertThat(holder.release()).isNotZero(); // so lets go of it
        assertThat(holder.held()).isFalse();
    }

    /** A buffer that refuses those of its turns, from 1 on; not one of Agrona's, so that it needs no flag. */
    private static DirectBuffer refusing(Throwable thrown, Integer... turns) {
        int[] turn = {0};
        List<Integer> refused = List.of(turns);
        return (DirectBuffer) Proxy.newProxyInstance(
                DirectBuffer.class.getClassLoader(),
                new Class<?>[] {DirectBuffer.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("wrap") && refused.contains(++turn[0])) {
                        throw thrown;
                    }
                    return null;
                });
    }

    static Stream<Throwable> refusals() {
        return Stream.of(
                new IllegalStateException("a test's"),
                new IllegalAccessError("a test's"),
                new StackOverflowError("a test's"),
                new OutOfMemoryError("a test's"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aBlockThatTheBufferRefusesIsFreed(Throwable thrown) {
        try (BlockHolder<DirectBuffer> hostile = new BlockHolder<>(allocator, refusing(thrown, 2))) { // 1: the making
            assertThatThrownBy(() -> hostile.allocate(100)).isSameAs(thrown);
            assertThat(hostile.held()).isFalse();
            assertLive(0);
            hostile.allocate(100);
            assertLive(1);
        }
        assertLive(0);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aMakingThatTheBufferRefusesHasNoBlock(Throwable thrown) {
        assertThatThrownBy(() -> new BlockHolder<>(allocator, refusing(thrown, 1)))
                .isSameAs(thrown);
        assertLive(0);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aBlockThatMovedAndIsRefusedThenIsHeldAndFreedAtLast(Throwable thrown) {
        try (BlockHolder<DirectBuffer> hostile = new BlockHolder<>(allocator, refusing(thrown, 4))) {
            hostile.allocate(100);
            long before = hostile.address();
            assertThatThrownBy(() -> hostile.reallocate(100_000)).isSameAs(thrown);
            assertThat(hostile.size()).isEqualTo(100_000);
            assertThat(hostile.address()).isNotEqualTo(before);
            assertThat(allocator.usableSize(hostile.address())).isGreaterThanOrEqualTo(100_000);
            assertLive(1);
        }
        assertLive(0);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aBufferThatDoesNotLetGoKeepsTheBlockUntilItIsClosed(Throwable thrown) {
        BlockHolder<DirectBuffer> hostile = new BlockHolder<>(allocator, refusing(thrown, 3, 4, 5, 6));
        hostile.allocate(100);
        assertThatThrownBy(hostile::free).isSameAs(thrown);
        assertThatThrownBy(hostile::release).isSameAs(thrown);
        assertThatThrownBy(() -> hostile.reallocate(10)).isSameAs(thrown);
        assertThat(hostile.size()).isEqualTo(100);
        assertLive(1);
        assertThatThrownBy(hostile::close).isSameAs(thrown);
        assertLive(0);
        hostile.close();
    }

    /** A closed allocator has freed all: nothing more to do, and nothing in view. */
    @Test
    void anAllocatorThatIsClosedFirstLeavesNothingInView() {
        CcacheAllocator early = CcacheAllocator.create();
        BlockHolder<BlockBuffer> late = new BlockHolder<>(early, new BlockBuffer());
        BlockBuffer buffer = late.allocate(100);
        early.close();
        assertThatIllegalStateException().isThrownBy(late::close).withMessageContaining("closed");
        assertThat(buffer.capacity()).isZero();
    }

    /** Not one object a block: the fake makes none, so what there is would be the holder's. */
    @Test
    void makesNoGarbage() {
        int rounds = 20_000;
        long smallestObject = 8;
        try (Arena arena = Arena.ofConfined()) {
            PlainAllocator fake = new PlainAllocator(arena.allocate(256, 16).address(), 256);
            BlockHolder<BlockBuffer> quiet = new BlockHolder<>(fake, new BlockBuffer());
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            run(quiet, 10); // classes are loaded
            long before = threads.getCurrentThreadAllocatedBytes();
            run(quiet, rounds);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(rounds * smallestObject);
        }
    }

    private static void run(BlockHolder<BlockBuffer> quiet, int rounds) {
        for (int i = 0; i < rounds; i++) {
            quiet.allocate(100);
            quiet.reallocate(200);
            quiet.free();
        }
    }
}

package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A block as a buffer of the JDK's: of the size asked for, in the order asked for; what cannot be is refused. */
final class ByteBufferViewTest {
    private static final long MOST = Integer.MAX_VALUE - 8; // of JDK 25
    private final CcacheAllocator allocator = CcacheAllocator.create();

    @AfterEach
    void nothingIsLeft() {
        AuditReport audit = allocator.audit();
        assertThat(audit.problems()).isEmpty();
        assertThat(audit.liveBlocks()).isZero();
        allocator.close();
    }

    private static void isAView(OffHeapAllocator of) {
        long block = of.allocate(200);
        assertThat(of.usableSize(block)).isGreaterThan(200);
        ByteBuffer buffer = of.asByteBuffer(block, 200, ByteOrder.LITTLE_ENDIAN);
        assertThat(buffer.isDirect()).isTrue();
        assertThat(buffer.isReadOnly()).isFalse();
        assertThat(buffer.position()).isZero();
        assertThat(buffer.limit()).isEqualTo(200);
        assertThat(buffer.capacity()).isEqualTo(200);
        assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(192, 0x0102030405060708L);
        ByteBuffer other = of.asByteBuffer(block, 200, ByteOrder.BIG_ENDIAN);
        assertThat(other.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(other.getLong(192)).isEqualTo(0x0807060504030201L);
        assertThatThrownBy(() -> buffer.position(200).put((byte) 1)).isInstanceOf(BufferOverflowException.class);
        assertThat(MemorySegment.ofBuffer(other).address()).isEqualTo(block);
        assertThat(of.asByteBuffer(block, 0, ByteOrder.BIG_ENDIAN).capacity()).isZero();
        of.free(block);
    }

    @Test
    void isAViewOfTheSizeAndTheOrderThatWereAskedFor() {
        isAView(allocator);
        AllocatorScope scope = allocator.scope("views", 1000);
        isAView(scope);
        scope.close();
    }

    @Test
    void whatIsNoViewOfTheBlockIsRefusedAndTheBlockStays() {
        long block = allocator.allocate(200);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> allocator.asByteBuffer(block, -1, ByteOrder.BIG_ENDIAN))
                .withMessageContaining("size -1");
        assertThatThrownBy(() -> allocator.asByteBuffer(block, 300, ByteOrder.BIG_ENDIAN))
                .isInstanceOf(InvalidAddressException.class)
                .hasMessageContaining("300");
        assertThatThrownBy(() -> allocator.asByteBuffer(block + 16, 8, ByteOrder.BIG_ENDIAN))
                .isInstanceOf(InvalidAddressException.class);
        assertThatNullPointerException()
                .isThrownBy(() -> allocator.asByteBuffer(block, 8, null))
                .withMessage("order");
        assertThat(allocator.audit().liveBlocks()).isEqualTo(1);
        allocator.free(block);
        CcacheAllocator closed = CcacheAllocator.create();
        long gone = closed.allocate(8);
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> closed.asByteBuffer(gone, 8, ByteOrder.BIG_ENDIAN));
    }

    /** As the JDK's own type has it, at the size where the JDK's own ends; memory that nobody touches costs nothing. */
    @ParameterizedTest
    @ValueSource(longs = {MOST + 1, Integer.MAX_VALUE, 1L << 31, 3L << 30})
    void aSizeThatNoBufferHasIsRefusedAsTheJdkDoes(long size) {
        long block = allocator.allocate(size);
        Throwable jdks = catching(() -> allocator.segment(block, size).asByteBuffer());
        assertThat(jdks).isNotNull();
        assertThatThrownBy(() -> allocator.asByteBuffer(block, size, ByteOrder.BIG_ENDIAN))
                .isExactlyInstanceOf(jdks.getClass())
                .hasMessage(jdks.getMessage())
                .hasMessageContaining(Long.toString(size));
        assertThat(allocator.asByteBuffer(block, MOST, ByteOrder.BIG_ENDIAN).capacity())
                .isEqualTo((int) MOST);
        allocator.free(block);
    }

    private static Throwable catching(Runnable call) {
        try {
            call.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }
}

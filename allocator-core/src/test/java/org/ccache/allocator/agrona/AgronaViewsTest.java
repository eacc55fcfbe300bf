package org.ccache.allocator.agrona;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteOrder;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.ccache.allocator.AllocatorScope;
import org.ccache.allocator.AuditReport;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.InvalidAddressException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Twice: in a JVM that was started with what Agrona's buffers need, and in one that was not. */
@Tag("agrona")
final class AgronaViewsTest {
    private static final boolean OPEN =
            Object.class.getModule().isExported("jdk.internal.misc", AgronaViewsTest.class.getModule());

    private final CcacheAllocator allocator = CcacheAllocator.create();

    @AfterEach
    void nothingIsLeft() {
        AuditReport audit = allocator.audit();
        assertThat(audit.problems()).isEmpty();
        assertThat(audit.liveBlocks()).isZero();
        allocator.close();
    }

    @Test
    void wrapsWhatWasAskedForOrTheWholeBlock() {
        long block = allocator.allocate(1000);
        BlockBuffer view = AgronaViews.wrap(allocator, block, 1000, new BlockBuffer());
        assertThat(view.addressOffset()).isEqualTo(block);
        assertThat(view.capacity()).isEqualTo(1000);
        view.putLong(992, 42);
        assertThat(allocator.asByteBuffer(block, 1000, ByteOrder.nativeOrder()).getLong(992))
                .isEqualTo(42);
        assertThat(AgronaViews.wrap(allocator, block, view)).isSameAs(view);
        assertThat(view.capacity()).isEqualTo((int) allocator.usableSize(block)).isGreaterThan(1000);
        assertThat(AgronaViews.wrap(allocator, block, 0, view).capacity()).isZero();
        allocator.free(block);
    }

    @Test
    void wrapsBlocksOfScopesAndOfFakes() {
        AllocatorScope scope = allocator.scope("views", 10_000);
        long block = scope.allocate(100);
        assertThat(AgronaViews.wrap(scope, block, 100, new BlockBuffer()).capacity())
                .isEqualTo(100);
        scope.free(block);
        scope.close();
        long memory = allocator.allocate(64);
        PlainAllocator fake = new PlainAllocator(memory, 64);
        assertThat(AgronaViews.wrap(fake, fake.allocate(50), 50, new BlockBuffer())
                        .addressOffset())
                .isEqualTo(memory);
        allocator.free(memory);
    }

    @Test
    void whatIsRefusedLeavesTheBufferAsItWas() {
        long block = allocator.allocate(1000);
        BlockBuffer view = AgronaViews.wrap(allocator, block, 10, new BlockBuffer());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgronaViews.wrap(allocator, block, -1, view))
                .withMessageContaining("size -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgronaViews.wrap(allocator, block, 1L << 31, view))
                .withMessageContaining("size 2147483648");
        assertThatThrownBy(() -> AgronaViews.wrap(allocator, block, 2000, view))
                .isInstanceOf(InvalidAddressException.class)
                .hasMessageContaining("2000");
        assertThatThrownBy(() -> AgronaViews.wrap(allocator, 16, 8, view)).isInstanceOf(InvalidAddressException.class);
        assertThatThrownBy(() -> AgronaViews.wrap(allocator, 16, view)).isInstanceOf(InvalidAddressException.class);
        assertThat(view.addressOffset()).isEqualTo(block);
        assertThat(view.capacity()).isEqualTo(10);
        allocator.free(block);
    }

    /** Memory that nobody touches costs nothing. */
    @Test
    void aBlockBeyondAnIntIsWrappedInPartOnly() {
        long block = allocator.allocate(1L << 31);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgronaViews.wrap(allocator, block, new BlockBuffer()))
                .withMessageContaining("2147483648");
        assertThat(AgronaViews.wrap(allocator, block, Integer.MAX_VALUE, new BlockBuffer())
                        .capacity())
                .isEqualTo(Integer.MAX_VALUE);
        allocator.free(block);
    }

    @Test
    void agronasOwnWrapsWhereJavaWasStartedWithTheFlag() {
        assumeTrue(OPEN, "without --add-opens java.base/jdk.internal.misc=ALL-UNNAMED");
        long block = allocator.allocate(1000);
        UnsafeBuffer view = AgronaViews.wrap(allocator, block, 1000, new UnsafeBuffer(new byte[0]));
        assertThat(view.addressOffset()).isEqualTo(block);
        assertThat(view.capacity()).isEqualTo(1000);
        view.putLong(8, 42);
        assertThat(AgronaViews.wrap(allocator, block, new BlockBuffer()).getLong(8))
                .isEqualTo(42);
        assertThatThrownBy(() -> view.putLong(993, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        allocator.free(block);
    }

    @Test
    void namesTheFlagThatAgronasOwnIsMissing() {
        assumeFalse(OPEN, "the flag is there");
        long block = allocator.allocate(1000);
        UnsafeBuffer agronas = new UnsafeBuffer(0L, 0);
        UnsafeBuffer below = new UnsafeBuffer(0L, 0) {};
        for (UnsafeBuffer each : List.of(agronas, below)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> AgronaViews.wrap(allocator, block, 1000, each))
                    .withMessageContaining("--add-opens java.base/jdk.internal.misc=ALL-UNNAMED")
                    .withMessageContaining("BlockBuffer");
            assertThatIllegalStateException().isThrownBy(() -> AgronaViews.wrap(allocator, block, each));
            assertThatIllegalStateException().isThrownBy(() -> new BlockHolder<>(allocator, each));
            assertThat(each.capacity()).isZero();
        }
        allocator.free(block);
    }

    /** The test's own condition: one of the two runs without a skip, in each of the two JVMs. */
    @Test
    void thisJvmIsTheOneItIsMeantToBe() {
        assertThat(OPEN).isEqualTo(Boolean.getBoolean("org.ccache.test.agrona"));
    }
}

package org.ccache.allocator.agrona;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.InvalidAddressException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Twice: in a JVM that was started with what Agrona's buffers need, and in one that was not. */
@Tag("agrona")
final class AgronaViewsTest {
    private static final boolean OPEN =
            Object.class.getModule().isExported("jdk.internal.misc", AgronaViewsTest.class.getModule());

    @Test
    void wrapsTheWholeBlock() {
        assumeTrue(OPEN, "without --add-opens java.base/jdk.internal.misc=ALL-UNNAMED");
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            long block = allocator.allocate(1000);
            MutableDirectBuffer view = AgronaViews.wrap(allocator, block, new UnsafeBuffer(new byte[0]));
            assertThat(view.addressOffset()).isEqualTo(block);
            assertThat(view.capacity()).isEqualTo((int) allocator.usableSize(block));
            view.putLong(8, 42);
            ByteBuffer bytes = allocator.segment(block).asByteBuffer().order(ByteOrder.nativeOrder());
            assertThat(bytes.getLong(8)).isEqualTo(42);
            assertThatThrownBy(() -> view.putLong(view.capacity() - 7, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            allocator.free(block);
            assertThatThrownBy(() -> AgronaViews.wrap(allocator, 16, new UnsafeBuffer(new byte[0])))
                    .isInstanceOf(InvalidAddressException.class);
            assertThat(allocator.audit().clean()).isTrue();
        }
    }

    @Test
    void namesTheFlagThatIsMissing() {
        assumeFalse(OPEN, "the flag is there");
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            long block = allocator.allocate(1000);
            // Agrona's own classes do not even load without the flag; a buffer of the user's does.
            MutableDirectBuffer own = (MutableDirectBuffer) Proxy.newProxyInstance(
                    MutableDirectBuffer.class.getClassLoader(),
                    new Class<?>[] {MutableDirectBuffer.class},
                    (proxy, method, arguments) -> null);
            assertThatThrownBy(() -> AgronaViews.wrap(allocator, block, own))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("--add-opens java.base/jdk.internal.misc=ALL-UNNAMED");
            allocator.free(block);
        }
    }

    /** The test's own condition: one of the two runs without a skip, in each of the two JVMs. */
    @Test
    void thisJvmIsTheOneItIsMeantToBe() {
        assertThat(OPEN).isEqualTo(Boolean.getBoolean("org.ccache.test.agrona"));
    }
}

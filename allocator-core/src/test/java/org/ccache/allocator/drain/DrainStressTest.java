package org.ccache.allocator.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A moment of the stress on each front end, and that it would see what it looks for. A long one:
 * {@code scripts/soak drain}, or {@code -Dorg.ccache.test.drain.seconds=60} for each front end.
 */
class DrainStressTest {
    private static final double SECONDS = Double.parseDouble(property("seconds", "0.2"));
    private static final int THREADS = Integer.parseInt(property("threads", "4"));
    private static final long SEED = Long.parseLong(property("seed", "1"));

    private static String property(String name, String otherwise) {
        return System.getProperty("org.ccache.test.drain." + name, otherwise);
    }

    @ParameterizedTest
    @MethodSource("org.ccache.allocator.CountedAllocator#frontEnds")
    void nothingIsFoundInASoundAllocator(FrontEnd frontEnd) throws InterruptedException {
        try (CcacheAllocator allocator =
                CcacheAllocator.builder().frontEnd(frontEnd).build()) {
            DrainStressResult result = DrainStress.run(allocator, THREADS, (long) (SECONDS * 1e9), SEED);
            System.out.println(frontEnd + ": " + result.line());
            assertThat(result.clean()).as(result.toString()).isTrue();
            assertThat(result.handedOver()).isPositive();
        }
    }

    /** A block that is not the stress's own must show as left over. */
    @Test
    void aLeakIsFound() throws InterruptedException {
        try (CcacheAllocator allocator =
                CcacheAllocator.builder().frontEnd(FrontEnd.STRIPED).build()) {
            long leaked = allocator.allocate(100);
            DrainStressResult result = DrainStress.run(allocator, 2, 1, 1);
            assertThat(result.leftBytes()).isGreaterThanOrEqualTo(100);
            assertThat(result.clean()).isFalse();
            allocator.free(leaked);
        }
    }

    @Test
    void aStampThatIsOverwrittenIsSeenAtEitherEnd() {
        try (CcacheAllocator allocator =
                CcacheAllocator.builder().frontEnd(FrontEnd.STRIPED).build()) {
            long address = allocator.allocate(100);
            StampedBlock whole = new StampedBlock(address, 100, 7);
            whole.write();
            assertThat(whole.intact()).isTrue();
            new StampedBlock(address, 8, 8).write();
            assertThat(whole.intact()).isFalse();
            whole.write();
            new StampedBlock(address + 88, 8, 8).write();
            assertThat(whole.intact()).isFalse();
            allocator.free(address);
        }
    }

    @Test
    void aStressWithoutDrainsIsNone() {
        assertThat(new DrainStressResult(1, 1, 0, 10, 0, 0, 0, 0, true, List.of()).clean())
                .isFalse();
        assertThat(new DrainStressResult(1, 1, 5, 10, 0, 1, 0, 0, true, List.of()).clean())
                .isFalse();
        assertThat(new DrainStressResult(1, 1, 5, 10, 0, 0, 0, 0, true, List.of()).clean())
                .isTrue();
    }
}

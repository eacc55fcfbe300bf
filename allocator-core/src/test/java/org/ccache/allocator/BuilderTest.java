package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.ccache.os.VirtualMemory;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which front end is chosen, and that the statistics say why. */
@Tag("modes")
final class BuilderTest {
    @Test
    void choosesCcachesWhereSequencesWork() {
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            boolean sequences = Rseq.mode() != RseqMode.UNAVAILABLE;
            assertThat(allocator.frontEnd()).isEqualTo(sequences ? FrontEnd.CCACHE : FrontEnd.STRIPED);
            AllocatorStats stats = allocator.stats();
            assertThat(stats.mode()).isEqualTo(Rseq.mode().name());
            assertThat(stats.reason()).startsWith(Rseq.reason()).isNotBlank().endsWith(VirtualMemory.note());
            assertThat(stats.indexes()).isEqualTo(Rseq.indexes());
            long block = allocator.allocate(400);
            allocator.free(block);
        }
    }

    /** Skipped, with the reason, where the contract could be tested without ccaches only. */
    @Test
    void ccachesAreAmongTheFrontEndsUnderTest() {
        assumeTrue(Rseq.mode() != RseqMode.UNAVAILABLE, Rseq::reason);
        assertThat(CountedAllocator.frontEnds()).contains(FrontEnd.CCACHE, FrontEnd.HYBRID);
        if (System.getProperty(Rseq.MODE_PROPERTY) == null) {
            assertThat(CountedAllocator.frontEnds()).containsExactly(FrontEnd.values());
        }
    }

    @Test
    void ccachesCannotBeForced() {
        CcacheAllocatorBuilder builder = CcacheAllocator.builder().frontEnd(FrontEnd.CCACHE);
        if (Rseq.mode() == RseqMode.UNAVAILABLE) {
            assertThatThrownBy(builder::build)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("CCACHE")
                    .hasMessageContaining(Rseq.reason());
        } else {
            builder.build().close();
        }
    }

    /** A green suite in the wrong mode tests nothing: each Surefire execution says what it expects. */
    @Test
    void theModeIsTheOneThisRunIsFor() {
        switch (System.getProperty(Rseq.MODE_PROPERTY, "auto")) {
            case "off" -> assertThat(Rseq.mode()).isEqualTo(RseqMode.UNAVAILABLE);
            case "cpu_id" -> assertThat(Rseq.mode()).as(Rseq.reason()).isNotEqualTo(RseqMode.MM_CID);
            default -> assertThat(Rseq.reason()).doesNotContain(Rseq.MODE_PROPERTY);
        }
        switch (System.getProperty("org.ccache.os", "auto")) {
            case "java" -> assertThat(VirtualMemory.note()).startsWith("os java (forced by org.ccache.os=java)");
            case "posix" -> assertThat(VirtualMemory.note()).startsWith("os posix");
            default -> assertThat(VirtualMemory.note()).isEmpty();
        }
    }
}

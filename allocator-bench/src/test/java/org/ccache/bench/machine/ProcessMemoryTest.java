package org.ccache.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    private static final long BYTES = 64L << 20;

    @Test
    void seesMemoryThatWasTouchedAndKeepsThePeakAfterwards() {
        Assumptions.assumeTrue(ProcessMemory.resetPeak(), "this kernel does not reset the peak");
        long before = ProcessMemory.resident();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment touched = arena.allocate(BYTES);
            touched.fill((byte) 1);
            assertThat(ProcessMemory.resident() - before).isGreaterThan(BYTES / 2);
        }
        assertThat(ProcessMemory.peakResident() - before).isGreaterThan(BYTES / 2);
        assertThat(ProcessMemory.resetPeak()).isTrue();
        assertThat(ProcessMemory.peakResident() - before).isLessThan(BYTES / 2);
    }

    @Test
    void factsNameTheModeAndItsReason() {
        assertThat(MachineReport.facts())
                .containsKeys("kernel", "jdk", "rseq mode", "indexes")
                .hasEntrySatisfying("reason", reason -> assertThat(reason).isNotBlank());
    }

    @Test
    void stolenTimeIsAShare() {
        assertThat(new MachineTime().stolen()).isBetween(0.0, 1.0);
    }
}

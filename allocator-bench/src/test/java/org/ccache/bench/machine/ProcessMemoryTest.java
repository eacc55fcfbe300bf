package org.ccache.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    private static final long BYTES = 64L << 20;

    /** The JVM too takes and gives back memory, seldom as much in so short a time: not each time. */
    private static final int ATTEMPTS = 5;

    @Test
    void seesMemoryThatWasTouchedAndKeepsThePeakAfterwards() {
        Assumptions.assumeTrue(ProcessMemory.resetPeak(), "this kernel does not reset the peak");
        List<Growth> seen = new ArrayList<>();
        do {
            seen.add(Growth.byTouching());
        } while (!seen.getLast().isTold() && seen.size() < ATTEMPTS);
        assertThat(seen).last().matches(Growth::isTold, "of " + seen);
    }

    /**
     * Bytes over what was resident before.
     *
     * @param touched while the memory is there
     * @param peak after it is given back
     * @param reset the peak once more, after it was reset
     */
    private record Growth(long touched, long peak, long reset) {
        static Growth byTouching() {
            assertThat(ProcessMemory.resetPeak()).isTrue();
            long before = ProcessMemory.resident();
            long touched;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment segment = arena.allocate(BYTES);
                segment.fill((byte) 1);
                touched = ProcessMemory.resident() - before;
            }
            long peak = ProcessMemory.peakResident() - before;
            assertThat(ProcessMemory.resetPeak()).isTrue();
            return new Growth(touched, peak, ProcessMemory.peakResident() - before);
        }

        boolean isTold() {
            return touched > BYTES / 2 && peak > BYTES / 2 && reset < BYTES / 2;
        }
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

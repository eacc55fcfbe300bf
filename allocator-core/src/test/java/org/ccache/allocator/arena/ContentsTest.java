package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import org.ccache.allocator.memory.Memory;
import org.junit.jupiter.api.Test;

/** What stands in blocks: copied and zeroed to the byte, known to be zero or not, and refused after the close. */
final class ContentsTest extends ArenasFixture {
    private static final byte SOIL = 0x5a;

    @Test
    void zeroesAndCopiesToTheByte() {
        Arenas arenas = arenas(64 * MIB);
        long from = arenas.allocateLarge(0, 3 * MIB, 3 * MIB, 16);
        long to = arenas.allocateLarge(0, 3 * MIB, 3 * MIB, 16);
        for (long bytes : new long[] {0, 1, 7, 8, 100, 4097, MIB, MIB + 1, 3 * MIB - 1}) {
            Memory.fill(from, 3 * MIB, SOIL);
            arenas.contents().zero(from, bytes);
            arenas.contents().copy(from, to, 3 * MIB);
            assertThat(bytes == 0 || Memory.getByte(to + bytes - 1) == 0).isTrue();
            assertThat(Memory.getByte(to)).isEqualTo(bytes == 0 ? SOIL : 0);
            assertThat(Memory.getByte(to + bytes)).isEqualTo(SOIL);
        }
    }

    @Test
    void knowsWhatNobodyHadSinceTheSystemZeroedIt() {
        Arenas arenas = arenas(64 * MIB);
        long fresh = arenas.allocateLarge(0, 16 * MIB, 16 * MIB, 16);
        int unit = arenas.unit(fresh);
        int units = Units.of(16 * MIB);
        assertThat(arenas.contents().isZero(unit, units)).isTrue();
        arenas.freeLarge(fresh);
        assertThat(arenas.allocateLarge(0, 16 * MIB, 16 * MIB, 16)).isEqualTo(fresh);
        assertThat(arenas.contents().isZero(unit, units)).isFalse(); // somebody had it
        arenas.freeLarge(fresh);
        arenas.trim();
        assertThat(arenas.allocateLarge(0, 16 * MIB, 16 * MIB, 16)).isEqualTo(fresh);
        assertThat(arenas.contents().isZero(unit, units)).isTrue(); // and it was purged
    }

    @Test
    void isRefusedAfterTheClose() {
        Arenas arenas = arenas(64 * MIB);
        long block = arenas.allocateLarge(0, MIB, MIB, 16);
        arenas.close();
        assertThatThrownBy(() -> arenas.contents().zero(block, 10)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> arenas.contents().copy(block, block + 100, 10))
                .isInstanceOf(IllegalStateException.class);
    }

    /** A fill that met unmapped memory would end the JVM. */
    @Test
    void aCloseWaitsForWhoIsAtIt() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            Arenas arenas = arenas(64 * MIB);
            long block = arenas.allocateLarge(0, 8 * MIB, 8 * MIB, 16);
            AtomicBoolean begun = new AtomicBoolean();
            Thread writer = Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        arenas.contents().zero(block, 8 * MIB);
                        begun.set(true);
                    }
                } catch (IllegalStateException e) {
                    return; // closed
                }
            });
            while (!begun.get()) {
                Thread.onSpinWait();
            }
            arenas.close();
            writer.join();
        }
    }
}

package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.ccache.allocator.memory.Memory;
import org.ccache.os.Faults;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the blocks, the map and the records stand, and how much is reserved where that is left open. */
final class ReservationTest {
    private static final long MIB = 1 << 20;
    private static final int ENOMEM = 12;

    private Reservation reservation;

    @AfterEach
    void release() {
        Faults.end();
        if (reservation != null) {
            reservation.release();
            reservation.forgotten();
        }
    }

    private Reservation reserve(long bytes) {
        reservation =
                Reservation.of(new ArenaOptions(bytes, Long.MAX_VALUE, Long.MAX_VALUE, ArenaOptions.Advice.NONE, 0, 1));
        return reservation;
    }

    @Test
    void theFirstUnitIsAHugePagesStart() {
        reserve(100 * MIB + 12_345); // whole huge pages of it
        assertThat(reservation.base() % HugePageTable.BYTES).isZero();
        assertThat(reservation.hugePages()).isEqualTo(50);
        assertThat(Units.bytes(reservation.units())).isEqualTo(100 * MIB);
    }

    /** Map, records of units and records of huge pages, one behind the other: so that each byte is somebody's alone. */
    @Test
    void theMetadataDoNotOverlap() {
        reserve(100 * MIB);
        long[] range = reservation.metadataRange();
        assertThat(reservation.map()).isEqualTo(range[0]);
        assertThat(reservation.table()).isGreaterThanOrEqualTo(reservation.map() + reservation.units());
        assertThat(reservation.hugePageTable())
                .isGreaterThanOrEqualTo(reservation.table() + (reservation.units() << SpanTable.RECORD_SHIFT));
        assertThat(range[0] + range[1])
                .isGreaterThanOrEqualTo(reservation.hugePageTable() + HugePageTable.bytes(reservation.hugePages()));
        assertThat(reservation.commitMetadata(0, reservation.hugePages())).isZero();
        Memory.fill(reservation.map(), reservation.units(), (byte) 1);
        Memory.fill(reservation.table(), reservation.units() << SpanTable.RECORD_SHIFT, (byte) 2);
        Memory.fill(reservation.hugePageTable(), HugePageTable.bytes(reservation.hugePages()), (byte) 3);
        assertThat(Memory.getByte(reservation.map() + reservation.units() - 1)).isEqualTo((byte) 1);
        long tableEnd = reservation.table() + (reservation.units() << SpanTable.RECORD_SHIFT);
        assertThat(Memory.getByte(tableEnd - 1)).isEqualTo((byte) 2);
        assertThat(Memory.getByte(reservation.table())).isEqualTo((byte) 2);
    }

    @Test
    void whatIsLeftOpenIsHalvedWhileTheSystemRefuses() {
        reserve(ArenaOptions.DEFAULT);
        long bytes = Units.bytes(reservation.units());
        release();
        Faults.plan(Faults.Call.RESERVE, 0, 2, ENOMEM);
        reserve(ArenaOptions.DEFAULT);
        assertThat(Units.bytes(reservation.units())).isEqualTo(bytes / 4);
    }

    @Test
    void whatIsAskedForIsNotHalved() {
        Faults.plan(Faults.Call.RESERVE, 0, 1, ENOMEM);
        assertThatThrownBy(() -> reserve(100 * MIB))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("cannot reserve " + 100 * MIB);
        assertThat(Faults.end()).isEqualTo(1);
        reserve(100 * MIB);
    }
}

package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ccache.library.NativeLibrary;
import org.junit.jupiter.api.Test;

final class VirtualMemoryTest {
    private static final long BYTES = 64L * Machine.pageSize();

    @SuppressWarnings("restricted")
    private static MemorySegment at(long address) {
        return MemorySegment.ofAddress(address).reinterpret(BYTES);
    }

    /** The permissions of the mapping that holds an address, or nothing. */
    private static String permissions(long address) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/maps"));
        for (String line : lines) {
            long start = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16);
            long end = Long.parseUnsignedLong(line.substring(line.indexOf('-') + 1, line.indexOf(' ')), 16);
            if (start <= address && address < end) {
                int space = line.indexOf(' ');
                return line.substring(space + 1, line.indexOf(' ', space + 1));
            }
        }
        return "";
    }

    @Test
    void fromReserveToRelease() throws IOException {
        long address = VirtualMemory.reserve(BYTES);
        assertThat(address).isPositive().matches(a -> a % Machine.pageSize() == 0);
        assertThat(permissions(address)).isEqualTo("---p");
        assertThat(VirtualMemory.commit(address, BYTES)).isZero();
        assertThat(permissions(address)).isEqualTo("rw-p");
        MemorySegment memory = at(address);
        memory.fill((byte) 7);
        assertThat(VirtualMemory.purge(address, BYTES)).isZero();
        assertThat(memory.get(ValueLayout.JAVA_LONG, BYTES / 2)).isZero();
        memory.fill((byte) 8); // stays committed
        assertThat(VirtualMemory.release(address, BYTES)).isZero();
        assertThat(permissions(address)).isNotEqualTo("rw-p");
    }

    @Test
    void commitsAPart() throws IOException {
        long address = VirtualMemory.reserve(BYTES);
        long page = Machine.pageSize();
        assertThat(VirtualMemory.commit(address + page, page)).isZero();
        assertThat(permissions(address)).isEqualTo("---p");
        assertThat(permissions(address + page)).isEqualTo("rw-p");
        assertThat(permissions(address + 2 * page)).isEqualTo("---p");
        VirtualMemory.release(address, BYTES);
    }

    @Test
    void reservesZeroedMemory() {
        long address = VirtualMemory.reserveZeroed(BYTES);
        MemorySegment memory = at(address);
        assertThat(memory.toArray(ValueLayout.JAVA_LONG)).containsOnly(0);
        memory.fill((byte) 1);
        long refused = NativeLibrary.available() ? -22 : -1; // a kernel without huge pages
        assertThat(VirtualMemory.hugePages(address, BYTES, false)).isIn(0L, refused);
        assertThat(VirtualMemory.hugePages(address, BYTES, true)).isIn(0L, refused);
        Faults.plan(Faults.Call.ADVISE, 0, 1, 12);
        try {
            assertThat(VirtualMemory.hugePages(address, BYTES, true)).isEqualTo(-12);
        } finally {
            Faults.end();
        }
        assertThat(memory.get(ValueLayout.JAVA_BYTE, BYTES - 1)).isEqualTo((byte) 1);
        assertThat(VirtualMemory.release(address, BYTES)).isZero();
    }

    @Test
    void reservesReadableMemory() throws IOException {
        long address = VirtualMemory.reserve(BYTES);
        assertThat(VirtualMemory.renewReadable(address, BYTES)).isZero();
        long page = Machine.pageSize();
        MemorySegment memory = at(address);
        assertThat(permissions(address)).isEqualTo("r--p");
        assertThat(memory.toArray(ValueLayout.JAVA_LONG)).containsOnly(0);
        assertThat(VirtualMemory.commit(address + page, page)).isZero();
        memory.asSlice(page, page).fill((byte) 1);
        assertThat(VirtualMemory.protectReadable(address + page, page)).isZero();
        assertThat(permissions(address + page)).isEqualTo("r--p");
        assertThat(memory.get(ValueLayout.JAVA_BYTE, page)).isEqualTo((byte) 1);
        assertThat(VirtualMemory.purge(address, BYTES)).isZero();
        assertThat(memory.toArray(ValueLayout.JAVA_LONG)).containsOnly(0);
        assertThat(VirtualMemory.release(address, BYTES)).isZero();
    }

    @Test
    void refusalsAreNegativeErrnos() {
        assumeTrue(NativeLibrary.available(), NativeLibrary::reason);
        assertThat(VirtualMemory.reserve(0)).isEqualTo(-22); // EINVAL
        assertThat(VirtualMemory.reserve(1L << 62)).isEqualTo(-12); // ENOMEM
        assertThat(VirtualMemory.reserveZeroed(1L << 62)).isEqualTo(-12);
        assertThat(VirtualMemory.release(1, BYTES)).isEqualTo(-22); // no page starts there
        assertThat(VirtualMemory.commit(1, BYTES)).isEqualTo(-22);
        assertThat(VirtualMemory.purge(1, BYTES)).isEqualTo(-22);
        assertThat(VirtualMemory.describe(-12)).isEqualTo("errno 12");
    }

    @Test
    void committingWhatIsNotReservedIsRefused() {
        assumeTrue(NativeLibrary.available(), NativeLibrary::reason);
        long address = VirtualMemory.reserve(BYTES);
        VirtualMemory.release(address, BYTES);
        assertThat(VirtualMemory.commit(1L << 20, BYTES)).isEqualTo(-12); // below every mapping of this process
    }

    @Test
    void guardsMayNotBeTouched() throws IOException {
        long address = VirtualMemory.reserveGuarded(BYTES);
        assertThat(permissions(address - 1)).isEqualTo("---p");
        assertThat(permissions(address)).isEqualTo("rw-p");
        assertThat(permissions(address + BYTES - 1)).isEqualTo("rw-p");
        assertThat(permissions(address + BYTES)).isEqualTo("---p");
        assertThat(VirtualMemory.releaseGuarded(address, BYTES)).isZero();
        assertThat(permissions(address)).isEmpty();
    }

    @Test
    void bindsToANodeThatIsThere() {
        assumeTrue(NativeLibrary.available(), NativeLibrary::reason);
        long address = VirtualMemory.reserveGuarded(BYTES);
        assertThat(VirtualMemory.bind(address, BYTES, 0)).isIn(0L, -38L); // ENOSYS: a kernel without NUMA
        assertThat(VirtualMemory.bind(address, BYTES, 1023)).isNegative();
        assertThat(VirtualMemory.bind(address, BYTES, 1024)).isNegative();
        assertThat(VirtualMemory.bind(address, BYTES, -1)).isNegative();
        at(address).fill((byte) 1);
        VirtualMemory.releaseGuarded(address, BYTES);
    }

    @Test
    void residentIsWhatWasTouched() {
        long page = Machine.pageSize();
        long address = VirtualMemory.reserveGuarded(BYTES);
        assertThat(ResidentMemory.of(address, BYTES).resident()).isZero();
        at(address).asSlice(0, 10 * page).fill((byte) 1);
        assertThat(ResidentMemory.of(address, BYTES).resident()).isEqualTo(10 * page);
        VirtualMemory.purge(address, 4 * page);
        assertThat(ResidentMemory.of(address, BYTES).resident()).isEqualTo(6 * page);
        assertThat(ResidentMemory.of()).isEqualTo(new ResidentMemory(0, 0, 0, 0));
        VirtualMemory.releaseGuarded(address, BYTES);
    }

    @Test
    void plannedCallsFailAndOthersDoNot() {
        long address = VirtualMemory.reserve(BYTES);
        Faults.plan(Faults.Call.COMMIT, 1, 2, 12);
        try {
            assertThat(VirtualMemory.commit(address, BYTES)).isZero();
            assertThat(VirtualMemory.commit(address, BYTES)).isEqualTo(-12);
            assertThat(VirtualMemory.purge(address, BYTES)).isZero();
            assertThat(VirtualMemory.commit(address, BYTES)).isEqualTo(-12);
            assertThat(VirtualMemory.commit(address, BYTES)).isZero();
        } finally {
            assertThat(Faults.end()).isEqualTo(4);
        }
        assertThat(VirtualMemory.commit(address, BYTES)).isZero();
        Faults.plan(Faults.Call.RESERVE, 0, 1, 13);
        try {
            assertThat(VirtualMemory.reserveGuarded(BYTES)).isEqualTo(-13);
        } finally {
            Faults.end();
        }
        Faults.plan(Faults.Call.COMMIT, 0, 1, 13); // the second half of a guarded reservation: the first is undone
        try {
            assertThat(VirtualMemory.reserveGuarded(BYTES)).isEqualTo(-13);
        } finally {
            Faults.end();
        }
        VirtualMemory.release(address, BYTES);
    }
}

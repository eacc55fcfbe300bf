package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccache.layout.TableLayout;
import org.ccache.library.Platform;
import org.ccache.library.SystemKind;
import org.junit.jupiter.api.Test;

/** What is asked of macOS and FreeBSD, to the flag; and the same way on Linux, with its numbers, in earnest. */
final class PosixPagesTest {
    private static final long BYTES = 64L * Machine.pageSize();

    private final RecordedCalls calls = new RecordedCalls();

    private static SystemPages linux() {
        assumeTrue(Platform.isLinux(), "Linux only");
        SystemPages pages = PosixPages.of(SystemKind.LINUX, new PosixCalls());
        pages.link();
        return pages;
    }

    @SuppressWarnings("restricted")
    private static MemorySegment at(long address) {
        return MemorySegment.ofAddress(address).reinterpret(BYTES);
    }

    @Test
    void macosIsAskedByItsNumbers() {
        SystemPages pages = PosixPages.of(SystemKind.MACOS, calls);
        calls.answer(0x1000_0000L);
        assertThat(pages.reserve(0x8000)).isEqualTo(0x1000_0000L);
        calls.expect("map 0 8000 0 1042"); // PRIVATE, ANON, NORESERVE
        calls.answer(0x1000_0000L);
        assertThat(pages.reserveZeroed(0x8000)).isEqualTo(0x1000_0000L);
        calls.expect("map 0 8000 3 1042");
        calls.answer(0);
        assertThat(pages.commit(0x1000_4000L, 0x4000)).isZero();
        calls.expect(TableLayout.MPROTECT + " 10004000 4000 3 0");
        calls.answer(0);
        assertThat(pages.protectReadable(0x1000_4000L, 0x4000)).isZero();
        calls.expect(TableLayout.MPROTECT + " 10004000 4000 1 0");
        calls.answer(0x1000_4000L);
        assertThat(pages.purge(0x1000_4000L, 0x4000)).isZero();
        calls.expect("map 10004000 4000 3 1052"); // and FIXED
        calls.answer(0x1000_4000L);
        assertThat(pages.purgeReadable(0x1000_4000L, 0x4000)).isZero();
        calls.expect("map 10004000 4000 3 1052");
        calls.answer(0x1000_4000L);
        assertThat(pages.replaceReadable(0x1000_4000L, 0x4000)).isZero();
        calls.expect("map 10004000 4000 1 1052");
        calls.answer(0);
        assertThat(pages.release(0x1000_0000L, 0x8000)).isZero();
        calls.expect(TableLayout.MUNMAP + " 10000000 8000 0 0");
        assertThat(pages.hugePages(0x1000_0000L, 0x8000, false)).isZero();
        assertThat(pages.hugePages(0x1000_0000L, 0x8000, true)).isEqualTo(-38);
        assertThat(pages.bind(0x1000_0000L, 0x8000, 0)).isEqualTo(-38);
        calls.expectNone();
    }

    @Test
    void freebsdIsAskedByItsNumbers() {
        SystemPages pages = PosixPages.of(SystemKind.FREEBSD, calls);
        calls.answer(0x1000_0000L);
        pages.reserve(0x8000);
        calls.expect("map 0 8000 0 1002"); // PRIVATE, ANON
        calls.answer(0x1000_0000L);
        pages.purge(0x1000_0000L, 0x8000);
        calls.expect("map 10000000 8000 3 1012");
        calls.answer(1000, 4096);
        assertThat(pages.memory()).isEqualTo(4_096_000);
        calls.expect(PosixPages.SYSCONF + " 79 0 0 0"); // 121
    }

    /** An int of -1 leaves the upper half of the word as it happens to be. */
    @Test
    void refusalsAreSeenInTheLowHalf() {
        SystemPages pages = PosixPages.of(SystemKind.MACOS, calls);
        calls.answer(0xffff_ffffL, -1, 0x7f_0000_0000L, -1, -1);
        assertThat(pages.commit(0x1000_0000L, 0x4000)).isEqualTo(-1);
        assertThat(pages.commit(0x1000_0000L, 0x4000)).isEqualTo(-1);
        assertThat(pages.commit(0x1000_0000L, 0x4000)).isZero();
        assertThat(pages.reserve(0x4000)).isEqualTo(-1);
        assertThat(pages.purge(0x1000_0000L, 0x4000)).isEqualTo(-1);
        assertThat(pages.describe(-1)).isEqualTo("the C library refused");
        assertThat(pages.reserve(0)).isEqualTo(-22);
    }

    @Test
    void theMachineIsWhatTheCLibrarySays() {
        SystemPages pages = PosixPages.of(SystemKind.MACOS, calls);
        calls.answer(0x5_0000_4000L); // 16 KiB in the low half
        assertThat(pages.pageSize()).isEqualTo(16_384);
        calls.answer(1_048_576, 16_384);
        assertThat(pages.memory()).isEqualTo(16L << 30);
        calls.answer(-1);
        assertThat(pages.memory()).isEqualTo(Long.MAX_VALUE);
        calls.answer(-1);
        assertThat(pages.pageSize()).isEqualTo(16_384);
    }

    @Test
    void systemsWhoseNumbersAreNotKnownHaveNone() {
        assertThat(PosixPages.of("AIX", calls)).isNull();
        assertThat(PosixPages.of(SystemKind.WINDOWS, calls)).isNull();
    }

    @Test
    void onLinuxItWorks() {
        SystemPages pages = linux();
        assertThat(pages.note()).contains("os posix", "org.ccache.os=posix");
        assertThat(pages.pageSize()).isEqualTo(Machine.pageSize());
        assertThat(pages.memory()).isBetween(MemoryLimit.ofMachine(), 2 * MemoryLimit.ofMachine());
        long page = Machine.pageSize();
        long range = pages.reserve(BYTES + 2 * page);
        assertThat(range).isPositive();
        long address = range + page; // a page stays untouchable on either side: the kernel joins no neighbour with it
        assertThat(pages.commit(address, BYTES)).isZero();
        MemorySegment memory = at(address);
        memory.fill((byte) 7);
        assertThat(pages.purge(address + page, 2 * page)).isZero();
        assertThat(memory.get(ValueLayout.JAVA_BYTE, page - 1)).isEqualTo((byte) 7);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, page)).isZero();
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 3 * page - 1)).isZero();
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 3 * page)).isEqualTo((byte) 7);
        memory.fill((byte) 8); // stays committed
        assertThat(ResidentMemory.of(address, BYTES).resident()).isEqualTo(BYTES);
        assertThat(pages.purge(address, BYTES)).isZero();
        assertThat(ResidentMemory.of(address, BYTES).resident()).isZero();
        memory.fill((byte) 9);
        assertThat(pages.replaceReadable(address, BYTES)).isZero();
        assertThat(memory.toArray(ValueLayout.JAVA_LONG)).containsOnly(0);
        assertThat(pages.release(range, BYTES + 2 * page)).isZero();
        assertThat(pages.reserve(1L << 62)).isNegative();
        assertThat(pages.commit(1, BYTES)).isNegative();
        assertThat(pages.release(1, BYTES)).isNegative();
    }
}

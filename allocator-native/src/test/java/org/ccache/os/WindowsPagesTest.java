package org.ccache.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is asked of Windows, to the flag. */
final class WindowsPagesTest {
    private static final long BASE = 0x2000_0000L;

    private final RecordedCalls calls = new RecordedCalls();
    private final SystemPages pages = new WindowsPages(calls);

    private void alloc(String arguments) {
        calls.expect(WindowsPages.VIRTUAL_ALLOC + " " + arguments);
    }

    private void free(String arguments) {
        calls.expect(WindowsPages.VIRTUAL_FREE + " " + arguments);
    }

    private void protect(String arguments) {
        calls.expect(WindowsPages.VIRTUAL_PROTECT + " " + arguments);
    }

    @Test
    void fromReserveToRelease() {
        calls.answer(BASE);
        assertThat(pages.reserve(0x30000)).isEqualTo(BASE);
        alloc("0 30000 2000 1"); // RESERVE, NOACCESS
        calls.answer(BASE + 0x1000, 1);
        assertThat(pages.commit(BASE + 0x1000, 0x2000)).isZero();
        alloc("20001000 2000 1000 4"); // COMMIT, READWRITE
        protect("20001000 2000 4 0");
        calls.answer(BASE + 0x1000, 1);
        assertThat(pages.protectReadable(BASE + 0x1000, 0x2000)).isZero();
        alloc("20001000 2000 1000 2"); // COMMIT, READONLY
        protect("20001000 2000 2 0");
        calls.answer(1);
        assertThat(pages.release(BASE, 0x30000)).isZero();
        free("20000000 0 8000 0"); // RELEASE takes no size
        calls.expectNone();
    }

    @Test
    void memoryThatMayBeTouchedAtOnceIsOneCall() {
        calls.answer(BASE);
        assertThat(pages.reserveZeroed(0x30000)).isEqualTo(BASE);
        alloc("0 30000 3000 4"); // RESERVE and COMMIT, READWRITE
    }

    /** Taken away and committed anew; the second until it succeeds, since nobody could go on without the pages. */
    @Test
    void purgedPagesAreNewOnes() {
        calls.answer(1, 0, 0, BASE);
        assertThat(pages.purge(BASE, 0x2000)).isZero();
        free("20000000 2000 4000 0"); // MEM_COMMIT undone
        alloc("20000000 2000 1000 4");
        alloc("20000000 2000 1000 4");
        alloc("20000000 2000 1000 4");
        calls.expectNone();
    }

    /** Between the two steps they may not be touched. */
    @Test
    void whatOthersReadIsNotPurged() {
        assertThat(pages.purgeReadable(BASE, 0x2000)).isEqualTo(-38);
        assertThat(pages.replaceReadable(BASE, 0x2000)).isEqualTo(-38);
        calls.expectNone();
    }

    /** A BOOL of 0, whatever the upper half of the word is, and a pointer of 0. */
    @Test
    void refusalsAreNegative() {
        calls.answer(0, 0, BASE, 0x5_0000_0000L, 0x5_0000_0000L, 0x5_0000_0000L);
        assertThat(pages.reserve(0x1000)).isEqualTo(-1);
        assertThat(pages.commit(BASE, 0x1000)).isEqualTo(-1);
        assertThat(pages.commit(BASE, 0x1000)).isEqualTo(-1); // committed, and not protected
        assertThat(pages.purge(BASE, 0x1000)).isEqualTo(-1);
        assertThat(pages.release(BASE, 0x1000)).isEqualTo(-1);
        assertThat(pages.reserve(0)).isEqualTo(-1);
        assertThat(pages.describe(-1)).isEqualTo("Windows refused");
        assertThat(pages.describe(-12)).isEqualTo("errno 12"); // a planned one
    }

    @Test
    void theMachineIsWhatWindowsSays() {
        calls.answer(4096, 17L << 30);
        assertThat(pages.pageSize()).isEqualTo(4096);
        assertThat(pages.memory()).isEqualTo(17L << 30);
        calls.answer(0, 0);
        assertThat(pages.pageSize()).isEqualTo(4096);
        assertThat(pages.memory()).isEqualTo(Long.MAX_VALUE);
        assertThat(pages.hugePages(BASE, 0x1000, false)).isZero();
        assertThat(pages.hugePages(BASE, 0x1000, true)).isEqualTo(-38);
        assertThat(pages.bind(BASE, 0x1000, 0)).isEqualTo(-38);
        assertThat(pages.note()).isEqualTo("os Windows: memory by VirtualAlloc");
    }
}

package org.ccache.allocator.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import org.ccache.os.Faults;
import org.ccache.os.Machine;
import org.ccache.os.VirtualMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the system is told of single huge pages, and what is kept of that. */
final class HugePageAdviceTest {
    private static final int PAGES = 4200; // more than may be small
    private static final long BYTES = PAGES * HugePageTable.BYTES;
    private static final int EINVAL = 22;

    private final long base = VirtualMemory.reserve(BYTES);
    private final MemorySegment records = java.lang.foreign.Arena.ofAuto().allocate(HugePageTable.bytes(PAGES), 64);
    private final HugePageTable pages = new HugePageTable(records.address());

    @AfterEach
    void release() {
        Faults.end();
        VirtualMemory.release(base, BYTES);
    }

    private HugePageAdvice advice(ArenaOptions.Advice advice) {
        assertThat(base).isPositive();
        return new HugePageAdvice(new ArenaOptions(BYTES, BYTES, BYTES, advice, 0, 1), pages, base);
    }

    /** Where the system fills huge pages as a whole, and not elsewhere: then there is nothing to say. */
    private HugePageAdvice use() {
        HugePageAdvice advice = advice(ArenaOptions.Advice.USE);
        assumeTrue(advice.wholeFaults(), () -> "transparent huge pages: " + Machine.transparentHugePages());
        return advice;
    }

    private static long calls(Runnable action) {
        Faults.plan(Faults.Call.ADVISE, 0, 0, EINVAL);
        action.run();
        return Faults.end();
    }

    @Test
    void whereSmallPagesAreUsedAnywayNothingIsSaid() {
        HugePageAdvice advice = advice(ArenaOptions.Advice.AVOID);
        assertThat(advice.wholeFaults()).isFalse();
        assertThat(calls(() -> assertThat(advice.keepSmall(1)).isTrue())).isZero();
        assertThat(pages.small(1)).isFalse();
        assertThat(advice.smallOnly()).isFalse();
        assertThat(calls(() -> advice.committed(base, HugePageTable.BYTES))).isEqualTo(1);
        assertThat(calls(() -> advice(ArenaOptions.Advice.NONE).committed(base, HugePageTable.BYTES)))
                .isZero();
    }

    @Test
    void ofEachItIsSaidOnceAndTakenBack() {
        HugePageAdvice advice = use();
        assertThat(calls(() -> assertThat(advice.keepSmall(7)).isTrue())).isEqualTo(1);
        assertThat(calls(() -> assertThat(advice.keepSmall(7)).isTrue())).isZero();
        assertThat(pages.small(7)).isTrue();
        assertThat(pages.small(6) || pages.small(8)).isFalse();
        assertThat(calls(() -> advice.allowWhole(8))).isZero();
        assertThat(calls(() -> advice.allowWhole(7))).isEqualTo(1);
        assertThat(pages.small(7)).isFalse();
    }

    @Test
    void whatTheSystemRefusesIsNotNoted() {
        HugePageAdvice advice = use();
        Faults.plan(Faults.Call.ADVISE, 0, 1, EINVAL);
        assertThat(advice.keepSmall(7)).isFalse();
        assertThat(pages.small(7)).isFalse();
        assertThat(advice.keepSmall(7)).isTrue();
        Faults.plan(Faults.Call.ADVISE, 0, 1, EINVAL);
        advice.allowWhole(7);
        assertThat(pages.small(7)).isTrue();
        advice.allowWhole(7);
        assertThat(pages.small(7)).isFalse();
    }

    /** Where huge pages are the system's own wish there is no word to take the word back. */
    @Test
    void whatWasNotAskedForIsNotAllowedAgain() {
        HugePageAdvice advice = advice(ArenaOptions.Advice.NONE);
        pages.small(3, true);
        assertThat(advice.canAllowWhole()).isFalse();
        assertThat(calls(() -> advice.allowWhole(3))).isZero();
        assertThat(pages.small(3)).isTrue();
    }

    /** Each may be a mapping, of some 65,000 that the process has. */
    @Test
    void notTooManyAreKeptSmall() {
        HugePageAdvice advice = use();
        int page = 0;
        while (!advice.smallOnly()) {
            assertThat(advice.keepSmall(page++)).isTrue();
        }
        assertThat(page).isEqualTo(4096);
        advice.allowWhole(0);
        assertThat(advice.smallOnly()).isFalse();
        assertThat(advice.keepSmall(page)).isTrue();
        assertThat(advice.smallOnly()).isTrue();
    }
}

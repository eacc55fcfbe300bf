package org.ccache.allocator.arena;

import java.util.concurrent.atomic.AtomicInteger;
import org.ccache.os.VirtualMemory;

/**
 * What is said to the system about huge pages: as the options want it when memory is committed, and of single ones that
 * they be filled with small pages from then on, so that no more is resident than is mapped.
 *
 * <p>Of single ones under the purge lock.
 */
final class HugePageAdvice {
    private static final int MOST_SMALL = 4096; // each may be a mapping, and a process has 65,530

    private final ArenaOptions.Advice advice;
    private final boolean wholeFaults;
    private final HugePageTable pages;
    private final long base;
    private final AtomicInteger small = new AtomicInteger();

    HugePageAdvice(ArenaOptions options, HugePageTable pages, long base) {
        this.advice = options.advice();
        this.wholeFaults = options.wholeFaults();
        this.pages = pages;
        this.base = base;
    }

    /** Whether the system may fault in a whole huge page at the first touch. */
    boolean wholeFaults() {
        return wholeFaults;
    }

    /** The memory may be touched from here on. What the system refuses here it takes for a hint anyway. */
    void committed(long address, long bytes) {
        if (advice != ArenaOptions.Advice.NONE) {
            VirtualMemory.hugePages(address, bytes, advice == ArenaOptions.Advice.USE);
        }
    }

    /**
     * Before a part of a huge page is purged: keeps the system from filling it again as a whole, which it would do at
     * the next fault there or by itself (khugepaged), and what is resident would be above what is mapped.
     *
     * @return false if it refuses: the part stays mapped
     */
    boolean keepSmall(int page) {
        if (!wholeFaults || pages.small(page)) {
            return true;
        }
        if (say(page, false) < 0) {
            return false;
        }
        small.incrementAndGet();
        pages.small(page, true);
        return true;
    }

    /** Whether the system has been told that of so many that its list of mappings would get too long with more. */
    boolean smallOnly() {
        return wholeFaults && small.get() >= MOST_SMALL;
    }

    /** Whether {@link #keepSmall} can be taken back: there is no word for taking the word back, only for asking. */
    boolean canAllowWhole() {
        return advice == ArenaOptions.Advice.USE;
    }

    /**
     * Takes {@link #keepSmall} back, where nothing is left of what it was for; refused, it stays so, and is asked for
     * again.
     */
    void allowWhole(int page) {
        if (canAllowWhole() && pages.small(page) && say(page, true) >= 0) {
            pages.small(page, false);
            small.decrementAndGet();
        }
    }

    private long say(int page, boolean whole) {
        return VirtualMemory.hugePages(base + page * HugePageTable.BYTES, HugePageTable.BYTES, whole);
    }
}

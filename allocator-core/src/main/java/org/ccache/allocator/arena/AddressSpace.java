package org.ccache.allocator.arena;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.ccache.os.VirtualMemory;

/**
 * What all allocators of the process together reserve, and so how much the next one reserves if it was not told:
 * thousands fit, and the rest of the address space is left to others.
 *
 * <p>Half of what can be mapped at all is to be divided. The first few may have a large part of it each, if the machine
 * has that much memory; then each has a thousandth of what is left, so that it never ends. With 128 TiB of address
 * space that is 64 GiB at first, and 24 GiB after a thousand allocators.
 */
final class AddressSpace {
    private static final long MOST = 64L << 40;
    private static final long LEAST = 256L << 20;
    private static final int FEW = 16;
    private static final int SHARE_OF_FEW = 4;
    private static final int SHARE_OF_MANY = 1024;

    private static final AtomicLong taken = new AtomicLong();
    private static final AtomicInteger allocators = new AtomicInteger();

    private static volatile long total; // 0: not known yet

    private AddressSpace() {}

    /**
     * Bytes for another allocator.
     *
     * @param useful more than this is of no use to it
     */
    static long part(long useful) {
        long left = Math.max(0, total() - taken.get());
        long part = left / SHARE_OF_MANY;
        if (allocators.get() < FEW) {
            part = Math.max(part, Math.min(useful, left / SHARE_OF_FEW));
        }
        return Long.highestOneBit(Math.max(1, Math.min(part, VirtualMemory.largestRange())));
    }

    /**
     * Half of the address space that this process may have, as a power of two; less where it is limited. Where no range
     * can be that large whatever there is, it is known to be limited only if the largest is refused.
     */
    private static long total() {
        long found = total;
        for (long bytes = MOST; found == 0; bytes /= 2) {
            long asked = Math.min(bytes, Long.highestOneBit(VirtualMemory.largestRange()));
            long address = bytes > LEAST ? VirtualMemory.reserve(asked) : -1;
            if (address >= 0) {
                VirtualMemory.release(address, asked);
            }
            found = address >= 0 || bytes <= LEAST ? bytes : 0;
            bytes = Math.min(bytes, asked);
        }
        total = found;
        return found;
    }

    static void take(long bytes) {
        taken.addAndGet(bytes);
        allocators.incrementAndGet();
    }

    static void giveBack(long bytes) {
        taken.addAndGet(-bytes);
        allocators.decrementAndGet();
    }
}

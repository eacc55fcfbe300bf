package org.ccache.bench.replay;

import java.util.Locale;

/**
 * A block found changed by the thread that was about to release it.
 *
 * @param block number of the block in the trace
 * @param thread number of the releasing thread in the trace
 * @param address where the allocator had put the block
 * @param size bytes requested
 * @param offset first byte found wrong, at the granularity of a word; -1 if only the first and last word were looked
 *     at; -2 if the contents are not at issue but the address, which is 0 or not aligned as asked
 */
public record StampFailure(int block, int thread, long address, long size, long offset) {
    static final long EDGE = -1;
    static final long ADDRESS = -2;

    @Override
    public String toString() {
        String what = switch ((int) Math.max(offset, ADDRESS)) {
            case (int) EDGE -> "first or last word changed";
            case (int) ADDRESS -> "address is 0 or not aligned as asked";
            default -> "changed at byte " + offset;
        };
        return String.format(
                Locale.ROOT, "block %d (%d bytes at 0x%x, thread %d): %s", block, size, address, thread, what);
    }
}

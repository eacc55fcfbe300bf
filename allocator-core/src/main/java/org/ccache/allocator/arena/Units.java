package org.ccache.allocator.arena;

import org.ccache.os.Machine;

/**
 * The unit in which arenas hand out spans: 16 KiB, or the kernel's page where that is larger.
 *
 * <p>Spans are counted in units by int: 2^31 units of 16 KiB are 32 TiB of address space.
 */
public final class Units {
    public static final int SHIFT = Math.max(14, Integer.numberOfTrailingZeros(Machine.pageSize()));

    public static final long BYTES = 1L << SHIFT;

    private Units() {}

    /** Units that hold {@code bytes} bytes, which are at most the arena's. */
    public static int of(long bytes) {
        return (int) ((bytes + BYTES - 1) >>> SHIFT);
    }

    /**
     * Bytes of the fewest whole units that hold {@code bytes} bytes, at least one unit; near 2^63, the most whole
     * units.
     */
    public static long roundedUp(long bytes) {
        return bytes > Long.MAX_VALUE - BYTES ? Long.MAX_VALUE & -BYTES : Math.max(BYTES, bytes + BYTES - 1 & -BYTES);
    }

    public static long bytes(long units) {
        return units << SHIFT;
    }
}

package org.ccache.bench.peer;

/**
 * Aligned blocks of an allocator that cannot align: they begin later than their memory. By address they are looked up,
 * at a cost that is not the allocator's; {@link MovedTable} keeps both addresses instead.
 */
final class MovedBlocks {
    /** What an allocator aligns blocks of that size to without being asked. */
    private static final long NATURAL = 16;

    private final HandleMap<Long> starts = new HandleMap<>();

    /** Set by the first of them: whoever aligns nothing pays for no lookup. */
    private volatile boolean any;

    /** What to ask for, so that {@code size} aligned bytes fit wherever it begins. */
    static long room(long size, long alignment) {
        return alignment <= NATURAL && size >= alignment ? size : size + alignment;
    }

    /** The aligned address in memory that begins at {@code start}. */
    long moved(long start, long alignment) {
        long address = BlockTable.aligned(start, alignment);
        if (address != start) {
            any = true;
            starts.put(address, start);
        }
        return address;
    }

    /** Where the memory of a block begins that is freed. */
    long start(long address) {
        Long start = any ? starts.remove(address) : null;
        return start == null ? address : start;
    }
}

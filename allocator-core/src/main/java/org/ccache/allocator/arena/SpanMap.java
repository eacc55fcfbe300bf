package org.ccache.allocator.arena;

import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;

/**
 * Address to size class: one byte for each unit of the arena.
 *
 * <p>Read without a lock on every free: a byte changes only while no block of its unit is live, so the owner of a
 * block always reads the right one. Foreign addresses fail the bounds check, addresses in freed spans read 0.
 *
 * <p>Bytes: 0 = nothing handed out; 1 … 80 = slab of that class; 81 … 108 = first unit of a block of that class, which
 * is a slab of its own; then the constants below.
 */
public final class SpanMap {
    public static final int FREE = 0;

    /** Inside a large block, or one of a whole class. */
    public static final int LARGE_BODY = 125;

    public static final int LARGE_HEAD = 126;
    public static final int PURGING = 127;

    private final long first; // the arena's address in units
    private final long units;
    private final long map;
    private final long biased; // map - first: one addition less between an address and its class

    SpanMap(long arena, long units, long map) {
        this.first = arena >>> Units.SHIFT;
        this.units = units;
        this.map = map;
        this.biased = map - first;
    }

    /** What the units of a slab read behind its first one, which reads its class. */
    public static int body(int sizeClass) {
        return SizeClasses.isWhole(sizeClass) ? LARGE_BODY : sizeClass;
    }

    /** The byte of the unit that holds an address; {@link #FREE} for any address outside the arena. */
    public int at(long address) {
        return at(address, first, units, biased);
    }

    /** The same from the map's three numbers, for whoever keeps them in fields of its own. */
    public static int at(long address, long first, long units, long biased) {
        long unit = address >>> Units.SHIFT;
        return Long.compareUnsigned(unit - first, units) < 0 ? Memory.getByte(biased + unit) : FREE;
    }

    public long first() {
        return first;
    }

    public long units() {
        return units;
    }

    public long biased() {
        return biased;
    }

    int get(int unit) {
        return Memory.getByte(map + unit);
    }

    void set(int unit, int count, int value) {
        Memory.fill(map + unit, count, (byte) value);
    }
}

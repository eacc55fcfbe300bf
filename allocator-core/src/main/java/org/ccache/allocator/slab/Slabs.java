package org.ccache.allocator.slab;

import java.util.Arrays;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.SpanTable;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;

/**
 * The slabs of one size class, in lists by fullness: blocks are taken from the fullest, so that live blocks gather and
 * other slabs run empty.
 *
 * <p>A block is slab-free (its bit is 1) or out (0): in a depot, in a cache or live. Guarded by the class's lock.
 */
public final class Slabs {
    private static final int BUCKETS = 8; // by eighths of free blocks; 0 is the fullest
    private static final int EMPTY = BUCKETS; // every block free
    private static final int FULL = -1; // in no list

    /** Rounds of maintenance for which an empty slab is kept: long enough that a class at the edge does not carve and
     * give back all the time. */
    private static final int IDLE_ROUNDS = 4;

    private static final int BUCKET_SHIFT = 16;

    private final int sizeClass;
    private final int size;
    private final int blocks;
    private final Arenas arena;
    private final SpanTable table;
    private final int[] heads = new int[BUCKETS + 1];
    private final int bucketScale; // BUCKETS / blocks as a fraction of 2^16: a product instead of a division

    private int idleRounds; // rounds of maintenance in which the kept empty slab was not needed
    private int slabs;
    private long free;
    private long carvedSlabs;
    private long reclaimedSlabs;
    private long doubleFrees;

    public Slabs(int sizeClass, Arenas arena) {
        this.sizeClass = sizeClass;
        this.size = SizeClasses.size(sizeClass);
        this.blocks = SlabLayout.blocks(sizeClass);
        this.bucketScale = (BUCKETS << BUCKET_SHIFT) / blocks;
        this.arena = arena;
        this.table = arena.table();
        Arrays.fill(heads, SpanTable.NONE);
    }

    /** Carves a span that the arena has given out for this class. */
    public void add(int unit) {
        table.free(unit, blocks);
        table.hint(unit, 0);
        int words = words();
        for (int word = 0; word < words; word++) {
            table.bits(unit, word, -1L);
        }
        if (blocks % Long.SIZE != 0) {
            table.bits(unit, words - 1, (1L << blocks) - 1);
        }
        list(unit, EMPTY);
        slabs++;
        carvedSlabs++;
        free += blocks;
    }

    /** Usable bytes of a block. */
    public long blockBytes() {
        return SlabLayout.blockBytes(sizeClass);
    }

    public boolean hasFree() {
        return free > 0;
    }

    /** Takes up to {@code n} blocks, fullest slab first and lowest address first, to {@code out}: the number taken. */
    public int take(int n, long out) {
        int taken = 0;
        while (taken < n) {
            int bucket = 0;
            while (bucket <= EMPTY && heads[bucket] == SpanTable.NONE) {
                bucket++;
            }
            if (bucket > EMPTY) {
                return taken;
            }
            if (bucket == EMPTY) {
                idleRounds = 0;
            }
            taken += takeFrom(heads[bucket], n - taken, out + 8L * taken);
        }
        return taken;
    }

    private int takeFrom(int unit, int n, long out) {
        long slab = arena.address(unit);
        int word = table.hint(unit);
        int taken = 0;
        int words = words();
        while (taken < n && word < words) {
            long bits = table.bits(unit, word);
            while (bits != 0 && taken < n) {
                int block = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
                Memory.putLong(out + 8L * taken++, slab + (long) block * size);
                bits &= bits - 1;
            }
            table.bits(unit, word, bits);
            if (bits == 0) {
                word++;
            }
        }
        table.hint(unit, word);
        free -= taken;
        int left = table.free(unit) - taken;
        table.free(unit, left);
        relist(unit, left);
        return taken;
    }

    /**
     * Takes blocks back: {@code n} addresses from {@code in}.
     *
     * @return head of the list, by next, of slabs that are empty now and beyond the one that is kept, of a whole class
     *     none; they are the caller's, who gives them to the arena after leaving the lock. NONE if there are none.
     */
    public int put(int n, long in) {
        int reclaim = SpanTable.NONE;
        int i = 0;
        while (i < n) {
            long address = Memory.getLong(in + 8L * i);
            if (arena.map().at(address) != sizeClass) {
                doubleFrees++; // its slab was given back meanwhile: the record there is another's
                i++;
                continue;
            }
            int unit = arena.unit(SlabLayout.slab(address, sizeClass));
            long before = doubleFrees;
            int run = putInto(unit, address, n - i, in + 8L * i);
            int set = run - (int) (doubleFrees - before);
            if (set > 0) {
                free += set;
                int count = table.free(unit) + set;
                table.free(unit, count);
                relist(unit, count);
                if (count == blocks && (blocks == 1 || table.next(unit) != SpanTable.NONE)) {
                    unlist(unit, EMPTY);
                    slabs--;
                    reclaimedSlabs++;
                    free -= blocks;
                    table.next(unit, reclaim);
                    reclaim = unit;
                }
            }
            i += run;
        }
        return reclaim;
    }

    /**
     * Sets the bits of the blocks that follow each other in one slab, as neighbours in a batch often do: how many these
     * are. Those whose bit was set have come back before, and are counted as such. Each address is read once, and a
     * word of the bitmap stays in a register while the next block is of the same.
     *
     * @param first the address at {@code in}, of the unit's slab
     */
    private int putInto(int unit, long first, int n, long in) {
        long slab = SlabLayout.slab(first, sizeClass);
        long address = first;
        int lowest = words();
        int set = 0;
        int i = 0;
        do {
            int block = SlabLayout.blockNumber(address, sizeClass);
            int word = block / Long.SIZE;
            long before = table.bits(unit, word);
            long bits = before;
            do {
                bits |= 1L << block;
                i++;
                if (i == n) {
                    break;
                }
                address = Memory.getLong(in + 8L * i);
                block = SlabLayout.blockNumber(address, sizeClass);
            } while (block / Long.SIZE == word && SlabLayout.slab(address, sizeClass) == slab);
            set += Long.bitCount(bits ^ before);
            table.bits(unit, word, bits);
            lowest = Math.min(lowest, word);
        } while (i < n && SlabLayout.slab(address, sizeClass) == slab);
        if (lowest < table.hint(unit)) {
            table.hint(unit, lowest);
        }
        doubleFrees += i - set;
        return i;
    }

    /**
     * One round of maintenance: takes the empty slab out if nobody has needed it for {@value #IDLE_ROUNDS} rounds, as
     * {@link #takeEmpty}.
     */
    public int takeIdle() {
        if (heads[EMPTY] == SpanTable.NONE) {
            idleRounds = 0;
            return SpanTable.NONE;
        }
        idleRounds++;
        return idleRounds > IDLE_ROUNDS ? takeEmpty() : SpanTable.NONE;
    }

    /** Takes every empty slab out, to be given to the arena: head of the list, by next. */
    public int takeEmpty() {
        int all = heads[EMPTY];
        heads[EMPTY] = SpanTable.NONE;
        for (int unit = all; unit != SpanTable.NONE; unit = table.next(unit)) {
            slabs--;
            reclaimedSlabs++;
            free -= blocks;
        }
        return all;
    }

    /** @param count the slab's free blocks */
    private void relist(int unit, int count) {
        int bucket = count == 0 ? FULL : count == blocks ? EMPTY : (count - 1) * bucketScale >>> BUCKET_SHIFT;
        int old = table.bucket(unit);
        if (bucket != old) {
            if (old != FULL) {
                unlist(unit, old);
            }
            if (bucket == FULL) {
                table.bucket(unit, FULL);
            } else {
                list(unit, bucket);
            }
        }
    }

    private void list(int unit, int bucket) {
        table.bucket(unit, bucket);
        table.link(unit, heads[bucket]);
        heads[bucket] = unit;
    }

    private void unlist(int unit, int bucket) {
        heads[bucket] = table.unlink(unit, heads[bucket]);
    }

    private int words() {
        return (blocks + Long.SIZE - 1) / Long.SIZE;
    }

    /** Whether a block, an address of this class, is slab-free. */
    public boolean isFree(long address) {
        int block = SlabLayout.blockNumber(address, sizeClass);
        int unit = arena.unit(SlabLayout.slab(address, sizeClass));
        return (table.bits(unit, block / Long.SIZE) & 1L << block) != 0;
    }

    /** Free blocks of one slab by its bitmap, for audits. */
    public int countFree(int unit) {
        int count = 0;
        for (int word = 0; word < words(); word++) {
            count += Long.bitCount(table.bits(unit, word));
        }
        return count;
    }

    /** Blocks of all slabs. */
    public long carved() {
        return (long) slabs * blocks;
    }

    public long free() {
        return free;
    }

    public int slabs() {
        return slabs;
    }

    public long carvedSlabs() {
        return carvedSlabs;
    }

    public long reclaimedSlabs() {
        return reclaimedSlabs;
    }

    /** Blocks that came back while they were slab-free already. */
    public long doubleFrees() {
        return doubleFrees;
    }
}

package org.ccache.allocator.arena;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.ccache.sync.Mutex;

/**
 * Which blocks of whole classes are live, and which large ones that are freed without a lock ({@link LargeBlocks}); and
 * the bytes that were asked for: a word for each unit, so that a second free of one, or one with another size, is
 * refused. The word of a large block is negative: a free that is late, and has seen the other kind there, ends nothing.
 *
 * <p>On the Java heap, unlike all other metadata: a call that is late, under way when its allocator was closed, writes
 * here without a lock, and what it writes to may be nobody else's then. In chunks, each made when the first such block
 * is carved there: 4 KiB for 16 MiB of address space.
 *
 * <p>Set by whoever was just given the block, cleared by who frees it: of two frees one clears it. So what is in a
 * cache, a depot or slab-free is not marked. Others see a mark by whatever handed them the address.
 */
public final class LiveMarks {
    private static final VarHandle MARK = MethodHandles.arrayElementVarHandle(int[].class);

    private static final int CHUNK_SHIFT = 10;
    private static final int CHUNK_UNITS = 1 << CHUNK_SHIFT;

    private static final int NONE = 0; // else the bytes that were asked for, of which there is at least one

    /**
     * No live block, and nobody had its memory since it was zeroed. Not less than 0: a late free of a large block that
     * was there before would take it for one.
     */
    private static final int ZERO = Integer.MAX_VALUE;

    /** After the Java heap had no room for a chunk: a full heap is collected for each that is asked for. */
    private static final long PAUSE_NANOS = 1_000_000_000;

    private final long base;
    private final Mutex lock = new Mutex();
    private volatile boolean refused; // lately; then since when
    private volatile long refusedAt;
    private volatile int[][] chunks = new int[0][]; // replaced by a longer one under the lock; a chunk stays what it is

    LiveMarks(long base) {
        this.base = base;
    }

    private int unit(long block) {
        return (int) (block - base >>> Units.SHIFT);
    }

    /** The chunk of a unit; null if none was made yet. */
    private int[] chunk(int unit) {
        int[][] all = chunks;
        int chunk = unit >>> CHUNK_SHIFT;
        return chunk < all.length ? all[chunk] : null;
    }

    private static int place(int unit) {
        return unit & CHUNK_UNITS - 1;
    }

    /**
     * Makes room for the mark of a block: whether there is. Where the Java heap has none, it is not asked again for a
     * second.
     */
    boolean prepare(int unit) {
        if (chunk(unit) != null) {
            return true;
        }
        if (refused && System.nanoTime() - refusedAt < PAUSE_NANOS) {
            return false;
        }
        lock.lockWithin(); // who carves has looked for its stack
        try {
            if (chunk(unit) == null) {
                add(unit >>> CHUNK_SHIFT);
            }
            refused = false;
            return true;
        } catch (OutOfMemoryError e) {
            refusedAt = System.nanoTime();
            refused = true;
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void add(int chunk) {
        int[] fresh = new int[CHUNK_UNITS];
        int[][] all = Arrays.copyOf(chunks, Math.max(chunks.length, chunk + 1));
        all[chunk] = fresh;
        chunks = all;
    }

    /** Whether there is room for the mark of a block. */
    boolean isReady(long block) {
        return chunk(unit(block)) != null;
    }

    /** For who has just carved the block of a whole class: whether it is zero, until it is given to somebody. */
    void carved(long block, boolean zero) {
        set(block, zero ? ZERO : NONE);
    }

    /** For who was just given the block of a whole class, before {@link #set}: whether it is zero. */
    public boolean isZero(long block) {
        return mark(block) == ZERO;
    }

    /**
     * For who was just given the block, and has asked for so many bytes; of a large one less than 0. Who clears the
     * mark, even by an address of old, sees the record that was written before.
     */
    public void set(long block, int size) {
        int unit = unit(block);
        MARK.setRelease(chunk(unit), place(unit), size);
    }

    /** The bytes that were asked for, less than 0 of a large block; 0 if no live block starts there. */
    public int size(long block) {
        int mark = mark(block);
        return mark == ZERO ? NONE : mark;
    }

    private int mark(long block) {
        int unit = unit(block);
        int[] chunk = chunk(unit);
        return chunk == null ? NONE : (int) MARK.getOpaque(chunk, place(unit));
    }

    /** For who frees a block of that size: false if it is not live, or of another size. */
    public boolean clear(long block, int size) {
        return size != NONE && replace(block, size, NONE);
    }

    /** For who keeps a block that had that size, for another one: likewise. */
    public boolean replace(long block, int size, int newSize) {
        int unit = unit(block);
        int[] chunk = chunk(unit);
        return chunk != null && MARK.compareAndSet(chunk, place(unit), size, newSize);
    }
}

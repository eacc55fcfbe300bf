package org.ccache.allocator.arena;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.ccache.sync.Mutex;

/**
 * Which blocks of whole classes are live, and which large ones that are freed without a lock ({@link LargeBlocks}); and
 * the bytes that were asked for: a word for each unit, so that a second free of one, or one with another size, is
 * refused as it is of any other large block.
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

    private final long base;
    private final Mutex lock = new Mutex();
    private volatile int[][] chunks = new int[0][]; // replaced by a longer one under the lock; a chunk stays what it is

    LiveMarks(long base) {
        this.base = base;
    }

    private int unit(long block) {
        return (int) (block - base >>> Units.SHIFT);
    }

    /** The chunk of a unit; null if there was no block of a whole class there yet. */
    private int[] chunk(int unit) {
        int[][] all = chunks;
        int chunk = unit >>> CHUNK_SHIFT;
        return chunk < all.length ? all[chunk] : null;
    }

    private static int place(int unit) {
        return unit & CHUNK_UNITS - 1;
    }

    /**
     * Makes room for the mark of a block.
     *
     * @throws OutOfMemoryError if there is no Java heap for it
     */
    void prepare(int unit) {
        if (chunk(unit) != null) {
            return;
        }
        lock.lockWithin(); // who carves has looked for its stack
        try {
            if (chunk(unit) == null) {
                int chunk = unit >>> CHUNK_SHIFT;
                int[] fresh = new int[CHUNK_UNITS];
                int[][] all = Arrays.copyOf(chunks, Math.max(chunks.length, chunk + 1));
                all[chunk] = fresh;
                chunks = all;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is room for the mark of a block. */
    boolean isReady(long block) {
        return chunk(unit(block)) != null;
    }

    /** The same if there is heap for it. */
    void tryPrepare(int unit) {
        try {
            prepare(unit);
        } catch (OutOfMemoryError e) {
            // A large block does without a mark.
        }
    }

    /** For who was just given the block, and has asked for so many bytes. */
    public void set(long block, int size) {
        int unit = unit(block);
        MARK.setOpaque(chunk(unit), place(unit), size);
    }

    /** The bytes that were asked for; 0 if no live block starts there. */
    public int size(long block) {
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

package org.ccache.allocator;

import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.LiveMarks;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.ccache.sync.StackHeadroom;

/** Blocks of the whole classes: from the caches as those that share slabs, but of each is known whether it is live. */
final class WholeBlocks {
    private final Caches caches;
    private final Arenas arenas;
    private final LiveMarks marks;

    WholeBlocks(Caches caches, Arenas arenas) {
        this.caches = caches;
        this.arenas = arenas;
        this.marks = arenas.marks();
    }

    long allocate(int sizeClass, long size) {
        StackHeadroom.check(); // who is given a block marks it
        long block = caches.allocate(sizeClass);
        marks.set(block, (int) size);
        return block;
    }

    /** The same with its first {@code size} bytes zero: a block that nobody had yet is not touched for that. */
    long allocateZeroed(int sizeClass, long size) {
        StackHeadroom.check();
        long block = caches.allocate(sizeClass);
        boolean zero = marks.isZero(block);
        marks.set(block, (int) size);
        boolean done = zero;
        try {
            if (!zero) {
                arenas.contents().zero(block, size);
                done = true;
            }
        } finally {
            if (!done) {
                free(block, sizeClass, (int) size);
            }
        }
        return block;
    }

    /**
     * Bytes as requested of the live block that starts at an address whose unit reads {@code entry}; 0 if none does.
     */
    int size(long address, int entry) {
        return SlabLayout.isWhole(address, entry) ? Math.max(0, marks.size(address)) : 0;
    }

    /**
     * Frees a block of that size.
     *
     * @return false if no live block starts there
     */
    boolean free(long address, int entry, int size) {
        StackHeadroom.check();
        if (!claim(address, size)) {
            return false;
        }
        endClaim(address, entry, size, true);
        return true;
    }

    /**
     * Keeps others from freeing a block of that size while its contents are on their way; ends with {@link #endClaim}.
     *
     * <p><b>Prevented.</b> Another thread frees the block, a third is given it; then ours frees that one's.
     *
     * @return false if no live block starts there
     */
    boolean claim(long address, int size) {
        return marks.clear(address, size);
    }

    /** The block is free, its contents being elsewhere, or is what it was; also what it was if the free is refused. */
    void endClaim(long address, int entry, int size, boolean copied) {
        boolean freed = false;
        try {
            if (copied) {
                caches.free(entry, address);
                freed = true;
            }
        } finally {
            if (!freed) {
                marks.set(address, size);
            }
        }
    }

    /**
     * Keeps a block for another size, if that is of its class.
     *
     * @return false if it is not, or no live block of that size starts there
     */
    boolean keep(long address, int entry, int size, long newSize) {
        return newSize > SizeClasses.MAX_SHARED_SIZE
                && newSize <= SizeClasses.MAX_SIZE
                && SizeClasses.of(newSize) == entry
                && marks.replace(address, size, (int) newSize);
    }
}

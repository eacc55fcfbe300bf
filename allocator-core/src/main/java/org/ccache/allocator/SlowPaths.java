package org.ccache.allocator;

import java.util.function.LongSupplier;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.ExhaustedError;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.memory.Memory;
import org.ccache.rseq.Rseq;
import org.ccache.sync.StackHeadroom;

/** What an allocator does beyond the hit: through the front end, to the arenas, and again when memory is exhausted. */
final class SlowPaths {
    private final Caches caches;
    private final Arenas arenas;
    private final Pressure pressure;
    private final Maintainer maintainer;

    SlowPaths(Tiers tiers, Pressure pressure, Maintainer maintainer) {
        this.caches = tiers.caches();
        this.arenas = tiers.arenas();
        this.pressure = pressure;
        this.maintainer = maintainer;
    }

    ExhaustionHandler handler() {
        return pressure.handler();
    }

    /** Through the front end; when memory is exhausted, once more after everything cached has been given back. */
    long allocate(int sizeClass, long size) {
        try {
            return caches.allocate(sizeClass);
        } catch (ExhaustedError e) {
            return pressure.retry(size, new LongSupplier() {
                @Override
                public long getAsLong() {
                    return caches.allocate(sizeClass);
                }
            });
        }
    }

    long allocateLarge(long size, long alignment) {
        Refusals.checkSize(size);
        long block;
        try {
            block = arenas.allocateLarge(Rseq.nodeHint(), size, alignment);
        } catch (ExhaustedError e) {
            block = pressure.retry(size, new LongSupplier() {
                @Override
                public long getAsLong() {
                    return arenas.allocateLarge(Rseq.nodeHint(), size, alignment);
                }
            });
        }
        maintainer.step();
        return block;
    }

    /** False if no large block starts there. */
    boolean freeLarge(long address) {
        boolean freed = arenas.freeLarge(address);
        maintainer.step();
        return freed;
    }

    /** The same of a block that must have been asked for with this size and alignment. */
    boolean freeLarge(CcacheAllocator allocator, long address, long size, long alignment) {
        long bytes = arenas.largeBytes(address);
        if (bytes >= 0 && (bytes != size || (address & alignment - 1) != 0)) {
            throw Refusals.wrongSize(address, size, alignment, allocator.usableSize(address));
        }
        return bytes >= 0 && freeLarge(address);
    }

    /** In place if it can be, else by copying. */
    long reallocateLarge(long address, long newSize) {
        long block;
        try {
            block = arenas.reallocateLarge(Rseq.nodeHint(), address, newSize);
        } catch (ExhaustedError e) {
            block = pressure.retry(newSize, new LongSupplier() {
                @Override
                public long getAsLong() {
                    return arenas.reallocateLarge(Rseq.nodeHint(), address, newSize);
                }
            });
        }
        maintainer.step();
        return block;
    }

    /** Another block with the contents of a live one, which is freed; or an error, and nothing has changed. */
    long move(CcacheAllocator allocator, long address, long newSize) {
        StackHeadroom.checkTwice(); // so that neither free is refused for want of stack
        long bytes = Math.min(newSize, allocator.usableSize(address));
        long block = allocator.allocate(newSize);
        boolean done = false;
        try {
            arenas.beginTouch(); // a close beside this waits with the blocks' pages until the copy is made
            try {
                Memory.copy(address, block, bytes);
            } finally {
                arenas.endTouch();
            }
            allocator.free(address);
            done = true;
        } finally {
            if (!done) {
                allocator.free(block);
            }
        }
        return block;
    }
}

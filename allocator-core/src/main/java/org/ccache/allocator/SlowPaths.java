package org.ccache.allocator;

import java.util.function.LongSupplier;
import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.arena.ExhaustedError;
import org.ccache.allocator.arena.SpanMap;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.ccache.layout.RegionLayout;
import org.ccache.rseq.Rseq;
import org.ccache.sync.StackHeadroom;

/** What an allocator does beyond the hit: through the front end, to the arenas, and again when memory is exhausted. */
final class SlowPaths {
    private final Caches caches;
    private final Arenas arenas;
    private final SpanMap map;
    private final Pressure pressure;
    private final Maintainer maintainer;
    private final Lifetime lifetime;
    private final WholeBlocks whole;

    SlowPaths(Tiers tiers, Pressure pressure, Maintainer maintainer, Lifetime lifetime) {
        this.caches = tiers.caches();
        this.arenas = tiers.arenas();
        this.map = arenas.map();
        this.pressure = pressure;
        this.maintainer = maintainer;
        this.lifetime = lifetime;
        this.whole = new WholeBlocks(caches, arenas);
    }

    ExhaustionHandler handler() {
        return pressure.handler();
    }

    /**
     * A block of any size. Its class is computed again instead of being given: a value that lives across the hit's call
     * into the sequence would be spilled, and the reload stands in the way of the hit (1 of 7 ns a pair).
     */
    long allocate(long size) {
        return Long.compareUnsigned(size, SizeClasses.MAX_SIZE) > 0
                ? allocateLarge(size, size, SizeClasses.MIN_ALIGNMENT, false)
                : allocateCached(SizeClasses.of(size), size, false);
    }

    long allocate(long size, long alignment) {
        BadArguments.checkAlignment(alignment);
        BadArguments.checkSize(size);
        int sizeClass = SizeClasses.of(size, alignment);
        return sizeClass == 0 ? allocateLarge(size, size, alignment, false) : allocateCached(sizeClass, size, false);
    }

    /** The same with the first {@code size} bytes zero. */
    long allocateZeroed(CcacheAllocator allocator, long size, long alignment) {
        BadArguments.checkAlignment(alignment);
        BadArguments.checkSize(size);
        StackHeadroom.checkSeveral(); // so that a block that cannot be zeroed can be freed
        int sizeClass = SizeClasses.of(size, alignment);
        if (sizeClass == 0) {
            return allocateLarge(size, size, alignment, true);
        }
        return SizeClasses.isWhole(sizeClass)
                ? allocateCached(sizeClass, size, true)
                : zeroed(allocator, alignment == 1 ? allocator.allocate(size) : allocate(size, alignment), size);
    }

    /** A block of a shared slab, of which nobody knows what is in it. */
    private long zeroed(CcacheAllocator allocator, long block, long size) {
        boolean done = false;
        try {
            arenas.contents().zero(block, size);
            done = true;
        } finally {
            if (!done) {
                allocator.free(block);
            }
        }
        return block;
    }

    /** Through the front end; when memory is exhausted, once more after everything cached has been given back. */
    private long allocateCached(int sizeClass, long size, boolean zeroed) {
        try {
            return allocateFrom(sizeClass, size, zeroed);
        } catch (ExhaustedError e) {
            return pressure.retry(size, new LongSupplier() {
                @Override
                public long getAsLong() {
                    return allocateFrom(sizeClass, size, zeroed);
                }
            });
        }
    }

    /** Zeroed only of a whole class. */
    private long allocateFrom(int sizeClass, long size, boolean zeroed) {
        if (!SizeClasses.isWhole(sizeClass)) {
            return caches.allocate(sizeClass);
        }
        try {
            return zeroed ? whole.allocateZeroed(sizeClass, size) : whole.allocate(sizeClass, size);
        } catch (ExhaustedError e) {
            throw e;
        } catch (OutOfMemoryError e) { // of the Java heap, which a large block does without
            return arenas.allocateLarge(
                    Rseq.nodeHint(), size, SlabLayout.blockBytes(sizeClass), SizeClasses.MIN_ALIGNMENT, zeroed);
        }
    }

    private long allocateLarge(long size, long span, long alignment, boolean zeroed) {
        BadArguments.checkSize(size);
        long block;
        try {
            block = arenas.allocateLarge(Rseq.nodeHint(), size, span, alignment, zeroed);
        } catch (ExhaustedError e) {
            block = pressure.retry(size, new LongSupplier() {
                @Override
                public long getAsLong() {
                    return arenas.allocateLarge(Rseq.nodeHint(), size, span, alignment, zeroed);
                }
            });
        }
        maintainer.step();
        return block;
    }

    /**
     * What a push has refused: the answer is the block and the reason in one word, so that the hit keeps nothing alive
     * across its call.
     */
    void freeRefused(long refused) {
        long block = RegionLayout.pushBlock(refused);
        int sizeClass = map.at(block);
        lifetime.checkStillOpen();
        if (!SlabLayout.isBlock(block, sizeClass)) { // closed, or freed by another thread too, since the first look
            throw invalid("free", block);
        }
        caches.free(sizeClass, block);
    }

    /** A block of a slab of its own, or a large one. */
    void freeLarge(long address) {
        int entry = map.at(address);
        int size = whole.size(address, entry);
        if (size > 0) {
            freeWhole(address, entry, size);
            return;
        }
        if (!arenas.freeLarge(address)) {
            throw invalid("free", address);
        }
        maintainer.step();
    }

    /** Likewise, but one that must have been asked for with this size and alignment. */
    void freeLarge(long address, long size, long alignment) {
        int entry = map.at(address);
        int wholeBytes = whole.size(address, entry);
        long bytes = wholeBytes > 0 ? wholeBytes : arenas.largeBytes(address);
        if (bytes >= 0 && (bytes != size || (address & alignment - 1) != 0)) {
            throw BadArguments.wrongSize(address, size, alignment, usableSizeOfLarge(address));
        }
        if (wholeBytes > 0) {
            freeWhole(address, entry, wholeBytes);
        } else {
            freeLarge(address);
        }
    }

    private void freeWhole(long address, int entry, int size) {
        if (!whole.free(address, entry, size)) { // another thread was first
            throw invalid("free", address);
        }
    }

    /** Of what shares no slab: a block of a whole class, a large one, or nothing. */
    long usableSizeOfLarge(long address) {
        int entry = map.at(address);
        int wholeBytes = whole.size(address, entry);
        long size = arenas.largeBytes(address) < 0 ? -1 : arenas.largeSpan(address);
        lifetime.checkStillOpen();
        if (wholeBytes > 0) {
            return SlabLayout.blockBytes(entry);
        }
        if (size < 0) {
            throw invalid("usableSize", address);
        }
        return size;
    }

    /** Whether a block that may be live starts at an address; false once the allocator is closed. */
    boolean owns(long address) {
        int entry = map.at(address);
        boolean starts =
                SlabLayout.isBlock(address, entry) || whole.size(address, entry) > 0 || arenas.largeBytes(address) >= 0;
        return starts && lifetime.stillOpen();
    }

    /** Of another class, so another block; or large, and in place if it can grow or shrink where it is. */
    long reallocate(CcacheAllocator allocator, long address, long newSize, long alignment) {
        BadArguments.checkAlignment(alignment);
        BadArguments.checkSize(newSize);
        int entry = map.at(address);
        int wholeBytes = whole.size(address, entry);
        boolean large = arenas.largeBytes(address) >= 0;
        boolean shared = SlabLayout.isBlock(address, entry);
        if (wholeBytes == 0 && !large && !shared) {
            throw invalid("reallocate", address);
        }
        boolean aligned = (address & alignment - 1) == 0;
        if (large && aligned && newSize > SizeClasses.MAX_SHARED_SIZE) {
            return reallocateLarge(address, newSize, alignment);
        }
        lifetime.checkStillOpen();
        if (aligned
                && (shared && SizeClasses.of(newSize, alignment) == entry
                        || whole.keep(address, entry, wholeBytes, newSize))) {
            return address;
        }
        boolean grows = !large && SizeClasses.size(entry) < newSize;
        return wholeBytes == 0
                ? move(allocator, address, newSize, alignment, grows)
                : moveWhole(allocator, address, entry, wholeBytes, newSize, alignment, grows);
    }

    /** In place if it can be, else by copying. */
    private long reallocateLarge(long address, long newSize, long alignment) {
        long block;
        try {
            block = arenas.reallocateLarge(Rseq.nodeHint(), address, newSize, grown(newSize), alignment);
        } catch (ExhaustedError e) {
            block = pressure.retry(newSize, new LongSupplier() {
                @Override
                public long getAsLong() {
                    return arenas.reallocateLarge(Rseq.nodeHint(), address, newSize, grown(newSize), alignment);
                }
            });
        }
        maintainer.step();
        return block;
    }

    /** What a large block that is reallocated has: as much as one that is allocated with this size. */
    private static long grown(long size) {
        return size <= SizeClasses.MAX_SIZE ? SlabLayout.blockBytes(SizeClasses.of(size)) : size;
    }

    /** Another block with the contents of a live one, which is freed; or an error, and nothing has changed. */
    private long move(CcacheAllocator allocator, long address, long newSize, long alignment, boolean grows) {
        StackHeadroom.checkTwice(); // so that neither free is refused for want of stack
        long bytes = Math.min(newSize, allocator.usableSize(address));
        long block = another(allocator, newSize, alignment, grows);
        boolean done = false;
        try {
            arenas.contents().copy(address, block, bytes);
            allocator.free(address);
            done = true;
        } finally {
            if (!done) {
                allocator.free(block);
            }
        }
        return block;
    }

    /** The same of a block of a whole class, which nobody else can free meanwhile. */
    private long moveWhole(
            CcacheAllocator allocator, long address, int entry, int size, long newSize, long alignment, boolean grows) {
        StackHeadroom.checkTwice();
        if (!whole.claim(address, size)) {
            throw invalid("reallocate", address);
        }
        long block = 0;
        boolean copied = false;
        try {
            block = another(allocator, newSize, alignment, grows);
            arenas.contents().copy(address, block, Math.min(newSize, SlabLayout.blockBytes(entry)));
            copied = true;
        } finally {
            boolean freed = false;
            try {
                whole.endClaim(address, entry, size, copied);
                freed = copied;
            } finally {
                if (!freed && block != 0) {
                    allocator.free(block);
                }
            }
        }
        return block;
    }

    /** What grows once, grows on: a large block does where it is, as long as the memory behind it is free. */
    private long another(CcacheAllocator allocator, long size, long alignment, boolean grows) {
        if (grows && size > SizeClasses.MAX_SHARED_SIZE) {
            return allocateLarge(size, grown(size), alignment, false);
        }
        return alignment == 1 ? allocator.allocate(size) : allocate(size, alignment);
    }

    /** What is wrong with an address that is none of a live block, or that the allocator is closed. */
    RuntimeException invalid(String method, long address) {
        lifetime.checkStillOpen();
        int entry = map.at(address);
        boolean givenBack = SlabLayout.isWhole(address, entry) || arenas.startsLarge(address); // and not live
        return BadArguments.invalid(method, address, givenBack ? SpanMap.FREE : Math.max(SpanMap.FREE, entry));
    }
}

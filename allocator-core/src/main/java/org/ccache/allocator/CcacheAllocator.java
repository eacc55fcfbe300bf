package org.ccache.allocator;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.ccache.allocator.arena.Arena;
import org.ccache.allocator.arena.ExhaustedError;
import org.ccache.allocator.arena.SpanMap;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.cache.CpuCaches;
import org.ccache.allocator.depot.Depots;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.ccache.os.RegionLayout;
import org.ccache.rseq.Rseq;

/**
 * Allocates blocks of memory outside the Java heap, at addresses that do not move.
 *
 * <pre>{@code
 * try (CcacheAllocator allocator = CcacheAllocator.create()) {
 *     long block = allocator.allocate(400);
 *     allocator.segment(block).fill((byte) 1);
 *     allocator.free(block);
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> Every method may be called by any thread, platform or virtual; a block may be freed by another
 * thread than the one that allocated it. Handing a block over is the caller's: publish its address safely.
 *
 * <p><b>Blocks</b> are aligned to 16 bytes at least, not zeroed, and stay until they are freed or the allocator is
 * closed. A request of 0 bytes gives a block of its own. Above 128 bytes a block is at most 12.5 % larger than the
 * request up to 64 KiB; above that it is a large block of whole units of 16 KiB.
 *
 * <p><b>Errors</b> change nothing. Foreign, interior and given-back addresses are refused. Freeing a block twice is
 * refused where the metadata shows it for free: its slab was given back or belongs to another class, or it is a large
 * block. Otherwise a second free of a small block goes unnoticed at first, as in any allocator of this speed: the block
 * may be handed out twice. What reaches the slab a second time is dropped and shown by {@link #audit}.
 *
 * <p>The design is described in {@code docs/design.md}.
 */
public final class CcacheAllocator implements AutoCloseable {
    private final FrontEnd frontEnd;
    private final Arena arena;
    private final Depots depots;
    private final Caches caches;

    // The hit path reads these and no other object: each pointer less between a call and its sequence counts (1.2 of
    // 7.6 ns a pair, docs/design.md).
    private final long regions; // 0: not the ccaches
    private final long firstUnit;
    private final long units;
    private final long spanMap;

    private volatile boolean closed;

    CcacheAllocator(FrontEnd frontEnd, Arena arena, Depots depots, Caches caches) {
        this.frontEnd = frontEnd;
        this.arena = arena;
        this.depots = depots;
        this.caches = caches;
        this.regions = caches.regions();
        this.firstUnit = arena.map().first();
        this.units = arena.map().units();
        this.spanMap = arena.map().biased();
    }

    /** An allocator with all defaults. It reserves address space and uses less than 1 MiB until the first block. */
    public static CcacheAllocator create() {
        return builder().build();
    }

    public static CcacheAllocatorBuilder builder() {
        return new CcacheAllocatorBuilder();
    }

    /**
     * Allocates a block.
     *
     * @param size bytes, 0 or more
     * @return its address, a multiple of 16
     * @throws IllegalArgumentException if the size is negative
     * @throws OutOfMemoryError if the limit or the reserved range is exhausted; says what was asked, held and allowed
     * @throws IllegalStateException if the allocator is closed
     */
    public long allocate(long size) {
        if (Long.compareUnsigned(size, SizeClasses.MAX_SIZE) > 0) {
            return allocateLarge(size, SizeClasses.MIN_ALIGNMENT);
        }
        try {
            if (regions != 0) {
                long block = CpuCaches.pop(regions, SizeClasses.of(size));
                if (block > 0) {
                    return block;
                }
            }
            return refill(size);
        } finally {
            Reference.reachabilityFence(this); // a closed allocator's metadata goes with its object: not meanwhile
        }
    }

    /**
     * Allocates a block at a multiple of {@code alignment}.
     *
     * @param size bytes, 0 or more
     * @param alignment bytes, any power of two
     * @throws IllegalArgumentException if the size is negative or the alignment no power of two
     * @throws OutOfMemoryError as {@link #allocate(long)}
     */
    public long allocate(long size, long alignment) {
        checkAlignment(alignment);
        checkSize(size);
        int sizeClass = SizeClasses.of(size, alignment);
        if (sizeClass == 0) {
            return allocateLarge(size, alignment);
        }
        try {
            return slow(sizeClass);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * The slow paths compute the class again instead of being given it: a value that lives across the call into the
     * sequence would be spilled, and the reload stands in the way of the hit (1 of 7 ns a pair).
     */
    private long refill(long size) {
        return slow(SizeClasses.of(size));
    }

    /** Through the front end; when memory is exhausted, once more after everything cached has been given back. */
    private long slow(int sizeClass) {
        try {
            return caches.allocate(sizeClass);
        } catch (ExhaustedError e) {
            giveBack();
            return caches.allocate(sizeClass);
        }
    }

    private void giveBack() {
        caches.drain();
        depots.trim();
    }

    private void freeBlock(int sizeClass, long block) {
        if (regions == 0) {
            caches.free(sizeClass, block);
        } else {
            long refused = CpuCaches.push(regions, sizeClass, block);
            if (refused != 0) {
                flush(refused);
            }
        }
    }

    private void flush(long refused) {
        long block = RegionLayout.pushBlock(refused);
        int sizeClass = spanMapAt(block);
        if (!SlabLayout.isBlock(block, sizeClass)) { // closed, or freed by another thread too, since the first look
            throw invalid("free", block);
        }
        caches.free(sizeClass, block);
    }

    /** The span map's byte for an address. */
    private int spanMapAt(long address) {
        return SpanMap.at(address, firstUnit, units, spanMap);
    }

    private long allocateLarge(long size, long alignment) {
        checkSize(size);
        try {
            return arena.allocateLarge(size, alignment);
        } catch (ExhaustedError e) {
            giveBack();
            return arena.allocateLarge(size, alignment);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Frees a block.
     *
     * @param address as returned by an allocate method of this allocator
     * @throws InvalidAddressException if it is not the start of a block that may be live
     * @throws IllegalStateException if the allocator is closed
     */
    public void free(long address) {
        try {
            int entry = spanMapAt(address);
            if (SlabLayout.isBlock(address, entry)) {
                freeBlock(entry, address);
            } else if (entry != SpanMap.LARGE_HEAD || !arena.freeLarge(address)) {
                throw invalid("free", address);
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Frees a block whose requested size is known, and checks that against the span map.
     *
     * @param size as given to {@link #allocate(long)}
     * @throws InvalidAddressException if the address or the size is wrong
     */
    public void free(long address, long size) {
        free(address, size, SizeClasses.MIN_ALIGNMENT);
    }

    /**
     * Frees a block whose requested size and alignment are known.
     *
     * @param size as given to {@link #allocate(long, long)}
     * @param alignment as given to it
     * @throws InvalidAddressException if the address, the size or the alignment is wrong
     */
    public void free(long address, long size, long alignment) {
        checkAlignment(alignment);
        checkSize(size);
        try {
            int entry = spanMapAt(address);
            if (SlabLayout.isBlock(address, entry)) {
                int sizeClass = alignment <= SizeClasses.MIN_ALIGNMENT && size <= SizeClasses.MAX_SIZE
                        ? SizeClasses.of(size)
                        : SizeClasses.of(size, alignment);
                if (sizeClass != entry) {
                    throw wrongSize(address, size, alignment);
                }
                freeBlock(sizeClass, address);
            } else {
                long bytes = arena.largeBytes(address);
                if (bytes >= 0 && (bytes != size || (address & alignment - 1) != 0)) {
                    throw wrongSize(address, size, alignment);
                }
                if (bytes < 0 || !arena.freeLarge(address)) {
                    throw invalid("free", address);
                }
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Bytes that may be used of a block: at least what was asked for.
     *
     * @throws InvalidAddressException if the address is not the start of a block that may be live
     */
    public long usableSize(long address) {
        try {
            int entry = spanMapAt(address);
            if (SlabLayout.isBlock(address, entry)) {
                return SizeClasses.size(entry);
            }
            if (arena.largeBytes(address) >= 0) {
                return arena.largeSpan(address);
            }
            throw invalid("usableSize", address);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * A view of a block, bounded to {@link #usableSize}. Its scope is global: nothing notices when the block is freed,
     * and the view keeps nothing alive.
     *
     * @throws InvalidAddressException if the address is not the start of a block that may be live
     */
    public MemorySegment segment(long address) {
        return Memory.segment(address, usableSize(address));
    }

    /**
     * A view of the first {@code size} bytes of a block; otherwise as {@link #segment(long)}.
     *
     * @throws InvalidAddressException if the address is wrong or the block smaller than that
     */
    public MemorySegment segment(long address, long size) {
        checkSize(size);
        long usable = usableSize(address);
        if (size > usable) {
            throw new InvalidAddressException(
                    "segment(0x" + Long.toHexString(address) + ", " + size + "): the block has " + usable + " bytes");
        }
        return Memory.segment(address, size);
    }

    /** Figures of now: stale while others work, and each for itself exact when nobody does. */
    public AllocatorStats stats() {
        checkOpen();
        try {
            return AllocatorStats.of(frontEnd, arena, depots, caches);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Looks at every block in every tier. Exact when no other thread works on the allocator meanwhile; others are not
     * harmed, but blocks on their way between tiers may be reported.
     */
    public AuditReport audit() {
        checkOpen();
        try {
            return new Auditor(arena, depots, caches).audit();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Moves the cached blocks to the depots: of all indexes, or of the calling and of ended threads (tcache). */
    public void drain() {
        checkOpen();
        try {
            caches.drain();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    public FrontEnd frontEnd() {
        return frontEnd;
    }

    /**
     * Unmaps all blocks, also those that are live: nobody may touch them afterwards. Later calls of other methods are
     * refused; closing again does nothing.
     */
    @Override
    public void close() {
        synchronized (arena) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            caches.close();
        } finally {
            try {
                depots.close();
            } finally {
                arena.close();
                Remainders.releaseWith(this, arena.remainder(), caches.remainder());
            }
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the allocator is closed");
        }
    }

    private static void checkSize(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("size " + size + ": must be 0 or more bytes");
        }
    }

    private static void checkAlignment(long alignment) {
        if (alignment <= 0 || (alignment & alignment - 1) != 0) {
            throw new IllegalArgumentException("alignment " + alignment + ": must be a power of two");
        }
    }

    private InvalidAddressException wrongSize(long address, long size, long alignment) {
        return new InvalidAddressException("free(0x" + Long.toHexString(address) + ", " + size + ", " + alignment
                + "): the block of " + usableSize(address) + " bytes was not allocated with this size and alignment");
    }

    private RuntimeException invalid(String method, long address) {
        checkOpen();
        String call = method + "(0x" + Long.toHexString(address) + "): ";
        int entry = spanMapAt(address);
        if (entry == SpanMap.FREE || entry == SpanMap.PURGING) {
            return new InvalidAddressException(call + "no block: outside this allocator, or given back");
        }
        if (entry >= SpanMap.LARGE_BODY) {
            return new InvalidAddressException(call + "not a block start: inside a large block");
        }
        long offset = address & SlabLayout.slabBytes(entry) - 1;
        return new InvalidAddressException(call + "not a block start: class " + entry + ", block size "
                + SizeClasses.size(entry) + ", slab base 0x" + Long.toHexString(address - offset) + ", offset "
                + offset);
    }

    @Override
    public String toString() {
        return "CcacheAllocator[" + frontEnd + ", " + Rseq.mode() + (closed ? ", closed" : "") + "]";
    }
}

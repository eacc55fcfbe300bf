package org.ccache.allocator;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import org.ccache.allocator.arena.SpanMap;
import org.ccache.allocator.arena.Units;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.cache.IndexCaches;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.ccache.rseq.Rseq;
import org.ccache.sequence.Sequences;

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
 * request up to 64 KiB; above that it is of whole units of 16 KiB, and beyond 1 MiB a large one, in no cache.
 *
 * <p><b>Errors</b> change nothing: neither those below nor the JVM's own, an {@link OutOfMemoryError} of the Java heap
 * or a {@link StackOverflowError}. What each method promises, in which state of the JVM, is in
 * {@code docs/guarantees.md}, the design in {@code docs/design.md}. Foreign, interior and given-back addresses are
 * refused. Freeing a block twice is refused where the metadata shows it for free: its slab was given back or belongs to
 * another class, or it is larger than 64 KiB. Otherwise a second free goes unnoticed at first, as in any
 * allocator of this speed: the block may be handed out twice. What reaches the slab a second time is dropped and shown
 * by {@link #audit}.
 */
public final class CcacheAllocator implements OffHeapAllocator {
    final Lifetime lifetime; // also for scopes and tests
    private final FrontEnd frontEnd;
    private final Caches caches;
    final SlowPaths slow; // also for scopes
    private final Batches batches;
    private final Upkeep upkeep;
    private final Looks looks;

    // The hit path reads these and no other object: each pointer less between a call and its sequence counts (1.2 of
    // 7.6 ns a pair, docs/design.md). So does what the span map alone answers of a small block, its usable size and
    // whether it may stay where it is: by way of SlowPaths that takes 0.6 ns of 1.7 more.
    private final long regions; // 0: not the ccaches
    private final long firstUnit;
    private final long units;
    private final long spanMap;

    CcacheAllocator(
            FrontEnd frontEnd, Tiers tiers, ExhaustionHandler handler, Maintainer maintainer, Lifetime lifetime) {
        this.frontEnd = frontEnd;
        this.lifetime = lifetime;
        this.caches = tiers.caches();
        Pressure pressure = new Pressure(tiers, handler);
        this.slow = new SlowPaths(tiers, pressure, maintainer, lifetime);
        this.batches = new Batches(this, caches, slow, tiers.arenas().map());
        this.upkeep = new Upkeep(tiers, maintainer, lifetime);
        this.looks = new Looks(frontEnd, tiers, pressure, maintainer, lifetime);
        SpanMap map = tiers.arenas().map();
        this.regions = caches.regions();
        this.firstUnit = map.first();
        this.units = map.units();
        this.spanMap = map.biased();
    }

    /**
     * {@return an allocator with all defaults} It reserves address space and uses less than 1 MiB until the first
     * block.
     */
    public static CcacheAllocator create() {
        return builder().build();
    }

    /**
     * {@return the options of an allocator, all at their defaults} Some of its preparation runs beside what follows.
     */
    public static CcacheAllocatorBuilder builder() {
        Preparation.room();
        Sequences.prepare(); // beside the loading of what follows
        return new CcacheAllocatorBuilder();
    }

    /**
     * Allocates a block.
     *
     * <p>A hit of CCACHE costs 2 loads in Java and one sequence: 18 instructions with 5 loads on x86-64, 26 with 5 on
     * AArch64.
     *
     * @param size bytes, 0 or more
     * @return its address, a multiple of 16
     * @throws IllegalArgumentException if the size is negative
     * @throws OutOfMemoryError if the limit or the reserved range is exhausted; says what was asked, held and allowed
     * @throws IllegalStateException if the allocator is closed
     */
    @Override
    public long allocate(long size) {
        try {
            if (Long.compareUnsigned(size, SizeClasses.MAX_SHARED_SIZE) <= 0 && regions != 0) {
                long block = IndexCaches.pop(regions, SizeClasses.shared(size));
                if (block > 0) {
                    return block;
                }
            }
            return slow.allocate(size);
        } finally {
            Reference.reachabilityFence(this); // a forgotten allocator is closed with its object: not meanwhile
        }
    }

    /**
     * Allocates a block at a multiple of {@code alignment}.
     *
     * @param size bytes, 0 or more
     * @param alignment bytes, any power of two
     * @return its address, a multiple of 16 too
     * @throws IllegalArgumentException if the size is negative or the alignment no power of two
     * @throws OutOfMemoryError as {@link #allocate(long)}
     */
    @Override
    public long allocate(long size, long alignment) {
        try {
            return slow.allocate(size, alignment);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Allocates a block that is zero, as far as it was asked for. What the system has just zeroed is not written again:
     * of blocks above 64 KiB it is known which units nobody had since.
     */
    @Override
    public long allocateZeroed(long size, long alignment) {
        try {
            return slow.allocateZeroed(this, size, alignment);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void allocate(long size, int n, long[] out) {
        allocate(size, n, new BlockList.OfArray(out, "out"));
    }

    @Override
    public void allocate(long size, int n, MemorySegment out) {
        allocate(size, n, new BlockList.OfSegment(out, "out"));
    }

    void allocate(long size, int n, BlockList out) {
        try {
            batches.allocate(size, n, out);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void free(long[] blocks, int n) {
        free(new BlockList.OfArray(blocks, "blocks"), n);
    }

    @Override
    public void free(MemorySegment blocks, int n) {
        free(new BlockList.OfSegment(blocks, "blocks"), n);
    }

    void free(BlockList blocks, int n) {
        try {
            batches.free(blocks, n);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Makes a block larger or smaller: in place where its size class stays the same, and large blocks also where the
     * memory behind them is free; else in another place, with the contents copied.
     *
     * @throws IllegalStateException if the allocator is closed, also meanwhile
     */
    @Override
    public long reallocate(long address, long newSize) {
        try {
            int entry = spanMapAt(address);
            if (SlabLayout.isBlock(address, entry)
                    && Long.compareUnsigned(newSize, SizeClasses.MAX_SHARED_SIZE) <= 0
                    && SizeClasses.shared(newSize) == entry) {
                lifetime.checkStillOpen();
                return address;
            }
            return slow.reallocate(this, address, newSize, 1);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long reallocate(long address, long newSize, long alignment) {
        try {
            return slow.reallocate(this, address, newSize, alignment);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * {@return the usable bytes of the block that {@link #allocate(long)} gives}
     *
     * @param size bytes, 0 or more
     * @throws IllegalArgumentException if the size is negative
     */
    public long blockSize(long size) {
        return blockSize(size, SizeClasses.MIN_ALIGNMENT);
    }

    /**
     * {@return the same for {@link #allocate(long, long)}}
     *
     * @param size bytes, 0 or more
     * @param alignment bytes, any power of two
     */
    public long blockSize(long size, long alignment) {
        BadArguments.checkAlignment(alignment);
        BadArguments.checkSize(size);
        int sizeClass = SizeClasses.of(size, alignment);
        return sizeClass == 0 ? Units.roundedUp(size) : SlabLayout.blockBytes(sizeClass);
    }

    /**
     * Frees a block.
     *
     * <p>A hit of CCACHE costs 8 loads in Java and one sequence: 19 instructions with 4 loads on x86-64, 26 with 4 on
     * AArch64.
     *
     * @param address as returned by an allocate method of this allocator
     * @throws InvalidAddressException if it is not the start of a block that may be live
     * @throws IllegalStateException if the allocator is closed
     */
    @Override
    public void free(long address) {
        try {
            int entry = spanMapAt(address);
            if (SlabLayout.isBlock(address, entry)) {
                freeBlock(entry, address);
            } else {
                slow.freeLarge(address);
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private int spanMapAt(long address) {
        return SpanMap.at(address, firstUnit, units, spanMap);
    }

    private void freeBlock(int sizeClass, long block) {
        if (regions == 0) {
            caches.free(sizeClass, block);
        } else {
            long refused = IndexCaches.push(regions, sizeClass, block);
            if (refused != 0) {
                slow.freeRefused(refused);
            }
        }
    }

    /**
     * Frees a block whose requested size is known, and checks that against the span map.
     *
     * @param address as for {@link #free(long)}
     * @param size as given to {@link #allocate(long)}
     * @throws InvalidAddressException if the address or the size is wrong
     */
    @Override
    public void free(long address, long size) {
        free(address, size, SizeClasses.MIN_ALIGNMENT);
    }

    /**
     * Frees a block whose requested size is known, and trusts that: up to 64 KiB nothing is looked up, so that the push
     * need not wait for what the address says.
     *
     * <p>With any other address or size the block gets into the wrong magazine: it may be handed out twice, or as a
     * larger one than it is. The allocator's own metadata stays whole, since slabs look; {@link #audit} names the
     * block. Larger blocks are checked as by {@link #free(long, long)}.
     *
     * @param address as returned by {@link #allocate(long)} of this allocator
     * @param size as given to it, or to {@link #reallocate} since
     * @throws IllegalArgumentException if the size is negative
     * @throws InvalidAddressException if the size is above 64 KiB, and it or the address is wrong
     * @throws IllegalStateException if the allocator is closed
     */
    public void freeUnchecked(long address, long size) {
        try {
            if (Long.compareUnsigned(size, SizeClasses.MAX_SHARED_SIZE) <= 0) {
                freeBlock(SizeClasses.shared(size), address);
            } else {
                free(address, size);
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Frees a block whose requested size and alignment are known.
     *
     * @param address as for {@link #free(long)}
     * @param size as given to {@link #allocate(long, long)}
     * @param alignment as given to it
     * @throws InvalidAddressException if the address, the size or the alignment is wrong
     */
    @Override
    public void free(long address, long size, long alignment) {
        BadArguments.checkAlignment(alignment);
        BadArguments.checkSize(size);
        try {
            int entry = spanMapAt(address);
            if (SlabLayout.isBlock(address, entry)) {
                int sizeClass = alignment <= SizeClasses.MIN_ALIGNMENT && size <= SizeClasses.MAX_SHARED_SIZE
                        ? SizeClasses.shared(size)
                        : SizeClasses.of(size, alignment);
                if (sizeClass != entry) {
                    throw BadArguments.wrongSize(address, size, alignment, usableSize(address));
                }
                freeBlock(sizeClass, address);
            } else {
                slow.freeLarge(address, size, alignment);
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * {@return the bytes that may be used of a block: at least what was asked for}
     *
     * @param address as for {@link #free(long)}
     * @throws InvalidAddressException if the address is not the start of a block that may be live
     */
    @Override
    public long usableSize(long address) {
        try {
            int entry = spanMapAt(address);
            lifetime.checkStillOpen();
            return SlabLayout.isBlock(address, entry) ? SizeClasses.size(entry) : slow.usableSizeOfLarge(address);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean owns(long address) {
        try {
            return slow.owns(address);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** {@return figures of now: stale while others work, and each for itself exact when nobody does} */
    public AllocatorStats stats() {
        return looks.stats(this);
    }

    /**
     * {@return the memory that the system holds for it now, by the kernel's own list of mappings: takes milliseconds}
     *
     * @throws UnsupportedOperationException if the system does not tell
     */
    public ResidentStats resident() {
        return looks.resident(this);
    }

    /** {@return what stands where in the arenas now, span by span in the order of addresses} */
    public ArenaMap map() {
        return looks.map(this);
    }

    /**
     * {@return what a look at every block in every tier finds} Exact when no other thread works on the allocator
     * meanwhile; others are not harmed, but blocks on their way between tiers may be reported.
     */
    public AuditReport audit() {
        return looks.audit(this);
    }

    /** Moves the cached blocks to the depots: of all indexes, or of the calling and of ended threads (tcache). */
    public void drain() {
        upkeep.drain(this);
    }

    /**
     * Gives everything back to the system that can go now: cached blocks to their slabs, empty slabs to the arenas, and
     * the pages of all free spans. Others may work meanwhile; they find their caches empty.
     *
     * @return bytes given back
     */
    public long trim() {
        return upkeep.trim(this);
    }

    /**
     * Does a round of maintenance if one is due, four times a second; cheap if not. For {@link Maintenance#CALLER};
     * with the others it does no harm.
     *
     * @return work done, 0 for none, as an Agrona agent's duty cycle wants it
     */
    public int maintain() {
        return upkeep.maintain(this);
    }

    /** A round, due or not, for tests. */
    void maintainNow() {
        upkeep.maintainNow(this);
    }

    /**
     * Most bytes that may be mapped for blocks, from now on; rounded down to units of 16 KiB. Below what is mapped now,
     * what can go to the system goes at once, no live block is taken away, and nothing is mapped until there is room. A
     * limit that was a share of the memory ({@link CcacheAllocatorBuilder#limitShare}) is none any more.
     *
     * @param bytes more than 0; {@link Long#MAX_VALUE} for no limit
     * @throws IllegalArgumentException if it is not positive
     */
    public void limit(long bytes) {
        upkeep.limit(this, bytes);
    }

    /**
     * Bytes mapped above which maintenance gives everything back that can go, once a second at most; refuses nothing.
     *
     * @param bytes more than 0; {@link Long#MAX_VALUE} for none
     * @throws IllegalArgumentException if it is not positive
     */
    public void softLimit(long bytes) {
        upkeep.softLimit(bytes);
    }

    /**
     * {@return an account of its own for a part of the application}
     *
     * @param name for messages and statistics
     * @param limit most bytes that its blocks may have, 0 or more; {@link Long#MAX_VALUE} for none
     */
    public AllocatorScope scope(String name, long limit) {
        Objects.requireNonNull(name, "name");
        lifetime.checkOpen();
        return new AllocatorScope(this, null, name, limit);
    }

    /** {@return where free blocks are cached, chosen or by default} */
    public FrontEnd frontEnd() {
        return frontEnd;
    }

    /**
     * Unmaps all blocks, also those that are live: nobody may touch them afterwards. Later calls of other methods are
     * refused, and those that run meanwhile either take effect before or are refused; where the allocator itself is
     * copying a block this waits for it. Closing again does nothing, but after a failure: then it does what was left to
     * do.
     *
     * @throws IllegalStateException if the kernel refuses the fence; all but the ccaches has been given back then
     */
    @Override
    public void close() {
        try {
            lifetime.close();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public String toString() {
        return "CcacheAllocator[" + frontEnd + ", " + Rseq.mode() + (lifetime.closed() ? ", closed" : "") + "]";
    }
}

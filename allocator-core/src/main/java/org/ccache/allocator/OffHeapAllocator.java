package org.ccache.allocator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.ccache.allocator.memory.Memory;
import org.ccache.sync.StackHeadroom;

/**
 * Memory outside the Java heap, in blocks that are named by their addresses: what a {@link CcacheAllocator} and an
 * {@link AllocatorScope} both are, so that code takes either of them, or a fake of its tests.
 *
 * <p>Six methods make one, those without a body here; the others follow from them, and an implementation that can do
 * better does. A call through this type costs a hit nothing as long as the program has one class that implements it;
 * where it has several and each nanosecond counts, declare the class.
 *
 * <p>Thread-safe: every method may be called by any thread, and a block be freed by another one than it was allocated
 * by. Errors change nothing, but where a method says what they leave.
 */
public interface OffHeapAllocator extends AutoCloseable {
    /**
     * Allocates a block, which is not zeroed.
     *
     * @param size bytes, 0 or more; 0 gives a block of its own
     * @return its address, a multiple of 16
     * @throws IllegalArgumentException if the size is negative
     * @throws OutOfMemoryError if a limit or the memory is exhausted; says what was asked, held and allowed
     * @throws IllegalStateException if the allocator is closed
     */
    long allocate(long size);

    /**
     * Allocates a block at a multiple of {@code alignment}, which is not zeroed.
     *
     * @param size bytes, 0 or more
     * @param alignment bytes, any power of two
     * @return its address, a multiple of 16 too
     * @throws IllegalArgumentException if the size is negative or the alignment no power of two
     * @throws OutOfMemoryError as {@link #allocate(long)}
     * @throws IllegalStateException likewise
     */
    long allocate(long size, long alignment);

    /**
     * Allocates a block that is zero, as far as it was asked for.
     *
     * @param size bytes, 0 or more
     * @return its address, a multiple of 16
     * @throws IllegalArgumentException if the size is negative
     * @throws OutOfMemoryError as {@link #allocate(long)}
     * @throws IllegalStateException likewise
     */
    default long allocateZeroed(long size) {
        return allocateZeroed(size, 1);
    }

    /**
     * Allocates a block at a multiple of {@code alignment} that is zero, as far as it was asked for.
     *
     * @param size bytes, 0 or more
     * @param alignment bytes, any power of two
     * @return its address, a multiple of 16 too
     * @throws IllegalArgumentException if the size is negative or the alignment no power of two
     * @throws OutOfMemoryError as {@link #allocate(long)}
     * @throws IllegalStateException likewise
     */
    default long allocateZeroed(long size, long alignment) {
        StackHeadroom.checkTwice(); // so that the block is zeroed, or else freed
        long block = allocate(size, alignment);
        boolean done = false;
        try {
            segment(block, size).fill((byte) 0);
            done = true;
            return block;
        } finally {
            if (!done) {
                free(block);
            }
        }
    }

    /**
     * Allocates several blocks of one size: all of them or none, so that nobody has to look how many came.
     *
     * @param size bytes of each, 0 or more
     * @param n blocks, 0 or more
     * @param out filled with their addresses from its start on; after an error what it holds means nothing
     * @throws IndexOutOfBoundsException if {@code n} is negative, or above the array's length
     * @throws IllegalArgumentException if the size is negative
     * @throws OutOfMemoryError as {@link #allocate(long)}; no block is allocated then
     * @throws IllegalStateException likewise
     */
    default void allocate(long size, int n, long[] out) {
        BlockList.allocateEach(this, size, n, new BlockList.OfArray(out, "out"));
    }

    /**
     * Allocates several blocks, with their addresses into a segment, 8 bytes each in the order of the machine.
     *
     * @param size bytes of each, 0 or more
     * @param n blocks, 0 or more
     * @param out filled from its start on, aligned or not, on the heap or off it
     * @throws IndexOutOfBoundsException if {@code n} is negative, or the segment shorter than that
     * @throws IllegalArgumentException if the size is negative, or the segment read-only
     * @throws OutOfMemoryError as {@link #allocate(long)}; no block is allocated then
     * @throws IllegalStateException if the allocator or the segment's arena is closed; likewise
     * @throws WrongThreadException if the segment is another thread's; likewise
     */
    default void allocate(long size, int n, MemorySegment out) {
        BlockList.allocateEach(this, size, n, new BlockList.OfSegment(out, "out"));
    }

    /**
     * Frees a block.
     *
     * @param address as returned by an allocate method of this allocator
     * @throws InvalidAddressException if it is seen not to be the start of a live block
     * @throws IllegalStateException if the allocator is closed
     */
    void free(long address);

    /**
     * Frees a block whose requested size is known, and checks that as far as it can.
     *
     * @param address as for {@link #free(long)}
     * @param size as given to {@link #allocate(long)}, or to {@link #reallocate} since
     * @throws InvalidAddressException if the address or the size is wrong
     * @throws IllegalStateException if the allocator is closed
     */
    default void free(long address, long size) {
        free(address, size, 1);
    }

    /**
     * Frees a block whose requested size and alignment are known.
     *
     * @param address as for {@link #free(long)}
     * @param size as given to {@link #allocate(long, long)}, or to {@link #reallocate} since
     * @param alignment as given to it
     * @throws IllegalArgumentException if the size is negative or the alignment no power of two
     * @throws InvalidAddressException if the address, the size or the alignment is wrong
     * @throws IllegalStateException if the allocator is closed
     */
    default void free(long address, long size, long alignment) {
        BadArguments.checkAlignment(alignment);
        BadArguments.checkSize(size);
        long usable = usableSize(address);
        if (size > usable || (address & alignment - 1) != 0) {
            throw BadArguments.wrongSize(address, size, alignment, usable);
        }
        free(address);
    }

    /**
     * Frees several blocks, of any sizes: all of them or none, so that who gets an error may mend the list and free it
     * again.
     *
     * @param blocks their addresses, from the array's start on
     * @param n blocks, 0 or more
     * @throws IndexOutOfBoundsException if {@code n} is negative, or above the array's length
     * @throws InvalidAddressException names the position of the first address that is seen not to be the start of a
     *     live block, or that stands there a second time, as is seen of each 64 that follow each other from 0, 64, 128
     *     … on. None is freed then; but if it is another thread that frees one of them meanwhile, all others are
     * @throws IllegalStateException if the allocator is closed
     */
    default void free(long[] blocks, int n) {
        BlockList.freeEach(this, new BlockList.OfArray(blocks, "blocks"), n);
    }

    /**
     * Frees several blocks whose addresses stand in a segment, 8 bytes each in the order of the machine.
     *
     * @param blocks their addresses, aligned or not, on the heap or off it
     * @param n blocks, 0 or more
     * @throws IndexOutOfBoundsException if {@code n} is negative, or the segment shorter than that
     * @throws InvalidAddressException as {@link #free(long[], int)}
     * @throws IllegalStateException if the allocator or the segment's arena is closed; but if that is closed meanwhile,
     *     some may be freed
     * @throws WrongThreadException if the segment is another thread's
     */
    default void free(MemorySegment blocks, int n) {
        BlockList.freeEach(this, new BlockList.OfSegment(blocks, "blocks"), n);
    }

    /**
     * Makes a block larger or smaller, where it is or in another place with the contents copied.
     *
     * @param address as for {@link #free(long)}; no longer valid if another one is returned
     * @param newSize bytes, 0 or more; contents are kept up to the smaller size, what is beyond is not zeroed
     * @return the block's address now, a multiple of 16; of a larger alignment only by {@link #reallocate(long, long,
     *     long)}
     * @throws InvalidAddressException if the address is seen not to be the start of a live block
     * @throws IllegalArgumentException if the size is negative
     * @throws OutOfMemoryError as {@link #allocate(long)}; the block is as it was then
     * @throws IllegalStateException if the allocator is closed
     */
    default long reallocate(long address, long newSize) {
        return reallocate(address, newSize, 1);
    }

    /**
     * The same for a block that is to be at a multiple of {@code alignment} afterwards: an allocator does not know what
     * it was asked for at first.
     *
     * @param address as for {@link #free(long)}; no longer valid if another one is returned
     * @param newSize bytes, 0 or more
     * @param alignment bytes, any power of two
     * @return the block's address now, a multiple of 16 too
     * @throws InvalidAddressException if the address is seen not to be the start of a live block
     * @throws IllegalArgumentException if the size is negative or the alignment no power of two
     * @throws OutOfMemoryError as {@link #allocate(long)}; the block is as it was then
     * @throws IllegalStateException if the allocator is closed
     */
    default long reallocate(long address, long newSize, long alignment) {
        long bytes = Math.min(usableSize(address), newSize);
        StackHeadroom.checkTwice(); // so that neither free is refused for want of stack
        long block = allocate(newSize, alignment);
        boolean done = false;
        try {
            MemorySegment.copy(segment(address), 0, segment(block), 0, bytes);
            free(address);
            done = true;
            return block;
        } finally {
            if (!done) {
                free(block);
            }
        }
    }

    /**
     * {@return the bytes that may be used of a block: at least what was asked for}
     *
     * @param address as for {@link #free(long)}
     * @throws InvalidAddressException if the address is seen not to be the start of a live block
     * @throws IllegalStateException if the allocator is closed
     */
    long usableSize(long address);

    /**
     * {@return whether a block starts at an address that may be live, as far as {@link #free(long)} would see} False
     * for every address once the allocator is closed.
     *
     * @param address any number
     */
    boolean owns(long address);

    /**
     * {@return a view of a block, bounded to {@link #usableSize}} Its scope is global: nothing notices when the block
     * is freed, and the view keeps nothing alive.
     *
     * @param address as for {@link #free(long)}
     * @throws InvalidAddressException if the address is seen not to be the start of a live block
     * @throws IllegalStateException if the allocator is closed
     */
    default MemorySegment segment(long address) {
        return Memory.segment(address, usableSize(address));
    }

    /**
     * {@return a view of the first bytes of a block; otherwise as {@link #segment(long)}}
     *
     * @param address as for {@link #free(long)}
     * @param size of the view in bytes, 0 or more
     * @throws IllegalArgumentException if the size is negative
     * @throws InvalidAddressException if the address is wrong or the block smaller than that
     * @throws IllegalStateException if the allocator is closed
     */
    default MemorySegment segment(long address, long size) {
        BadArguments.checkSize(size);
        long usable = usableSize(address);
        if (size > usable) {
            throw BadArguments.tooSmall(address, size, usable);
        }
        return Memory.segment(address, size);
    }

    /**
     * {@return a view of the first bytes of a block as a direct buffer} Its position is 0, its limit and capacity are
     * the size: what was asked for, not the block's. It keeps nothing alive, and nothing notices when the block is
     * freed.
     *
     * @param address as for {@link #free(long)}
     * @param size of the view in bytes, 0 or more
     * @param order of the view; the JDK's own buffers begin big-endian, whatever the machine is
     * @throws IllegalArgumentException if the size is negative
     * @throws InvalidAddressException if the address is wrong or the block smaller than that
     * @throws IllegalStateException if the allocator is closed; or, as {@link MemorySegment#asByteBuffer} has it, if
     *     the size is more than a buffer can have, 2<sup>31</sup> - 9 bytes in JDK 25
     */
    default ByteBuffer asByteBuffer(long address, long size, ByteOrder order) {
        Objects.requireNonNull(order, "order");
        return segment(address, size).asByteBuffer().order(order);
    }

    /**
     * {@return an arena for this thread, in place of {@link Arena#ofConfined}} Its segments are zero, of the size asked
     * for, at a multiple of their alignment and of 16, and dead once it is closed; errors are the JDK's.
     *
     * <p>Small segments are carved from blocks, which go back when it is closed, all at once. Close it before the
     * allocator: of a closed one it gives nothing, and its segments may not be touched. A scope counts its blocks.
     *
     * @param options none for one as the JDK's
     * @throws IllegalStateException if the allocator is closed
     */
    default Arena arena(ArenaOption... options) {
        ArenaPreparation.once();
        boolean zeroed = ArenaOption.zeroed(options);
        return new ConfinedArena(this, zeroed);
    }

    /**
     * {@return an arena for all threads, in place of {@link Arena#ofShared}; else as {@link #arena}} As there, its
     * close is a handshake with all threads of the JVM, some ten to some hundred microseconds. For loops there is
     * {@link #reusableSharedArena}.
     *
     * @param options none for one as the JDK's
     * @throws IllegalStateException if the allocator is closed
     */
    default Arena sharedArena(ArenaOption... options) {
        ArenaPreparation.once();
        boolean zeroed = ArenaOption.zeroed(options);
        return new SharedArena(this, zeroed);
    }

    /**
     * {@return an arena for all threads that nobody closes, in place of {@link Arena#ofAuto}; else as {@link #arena}}
     * Its blocks go back some time after neither it nor a segment of it is reachable any more. The collector knows
     * nothing of what it holds off the heap; where an allocation would be refused for want of memory, it is asked for a
     * collection first.
     *
     * @param options none for one as the JDK's
     * @throws IllegalStateException if the allocator is closed
     */
    default Arena autoArena(ArenaOption... options) {
        ArenaPreparation.once();
        boolean zeroed = ArenaOption.zeroed(options);
        return new AutoArena(this, zeroed);
    }

    /**
     * {@return an arena for this thread that keeps its memory from turn to turn; else as {@link #arena}} It keeps what
     * its largest turn had, up to 1 MiB, until it is closed.
     *
     * @param options none for one as the JDK's
     * @throws IllegalStateException if the allocator is closed
     */
    default ReusableArena reusableArena(ArenaOption... options) {
        ArenaPreparation.once();
        boolean zeroed = ArenaOption.zeroed(options);
        return new ReusableConfinedArena(this, zeroed);
    }

    /**
     * {@return an arena for all threads that keeps its memory for some turns; else as {@link #sharedArena}} The
     * handshake that ends its segments' lives comes once in some MiB of ended turns; until then they <b>can still be
     * used, with the contents that they had</b>, and their memory is not used again. The handshake is at a reset.
     *
     * @param options none for one as the JDK's
     * @throws IllegalStateException if the allocator is closed
     */
    default ReusableArena reusableSharedArena(ArenaOption... options) {
        ArenaPreparation.once();
        boolean zeroed = ArenaOption.zeroed(options);
        return new ReusableSharedArena(this, zeroed);
    }

    /**
     * {@return this as what the JDK's methods allocate by} Each segment is a block, to be freed by its address:
     * {@code allocator.free(segment.address())}. It is for any thread, <b>not zeroed</b>, and of global scope: nothing
     * notices when the block is freed, and the segment keeps nothing alive.
     */
    default SegmentAllocator asSegmentAllocator() {
        return new BlockSegments(this);
    }

    /** Ends it; what becomes of blocks that are live, the class says. */
    @Override
    void close();
}

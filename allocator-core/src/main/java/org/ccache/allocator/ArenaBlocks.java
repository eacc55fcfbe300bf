package org.ccache.allocator;

import java.util.Arrays;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;

/**
 * The blocks of an arena that one thread uses, and the chunk among them from which segments are carved.
 *
 * <p>A chunk is twice as large as all that the arena had before, within bounds, so no more than two thirds are unused;
 * what is larger than a quarter of the next one is a block of its own. Addresses are kept on the Java heap, four of
 * them in fields: a list in the blocks themselves would be read where the allocator may have been closed.
 *
 * <p>An error loses nothing: a block is in its place by stores that follow the call that returned it, with no call in
 * between, and it leaves it the same way.
 */
final class ArenaBlocks {
    /** Of segments: what the JDK's have too, whatever alignment was asked for. */
    private static final long ALIGNMENT = SizeClasses.MIN_ALIGNMENT;

    private static final long SMALLEST_CHUNK = 1 << 10;
    private static final long LARGEST_CHUNK = SizeClasses.MAX_SHARED_SIZE;

    /** Kept from turn to turn. */
    private static final long LARGEST_KEPT = SizeClasses.MAX_SIZE;

    private static final int CHUNK_PARTS = 4;
    private static final int IN_FIELDS = 4;
    private static final int FIRST_MORE = 12;
    private static final int LEAST_AHEAD = 256;
    private static final int MOST_AHEAD = 4 << 10;

    private final OffHeapAllocator allocator;
    private final Lifetime lifetime; // null: another implementation's

    private int count; // of blocks
    private long block0;
    private long block1;
    private long block2;
    private long block3;
    private long[] more; // null: none beyond these four

    private long chunk; // 0: none
    private long position; // up to here it is carved
    private long zeroed; // and from there to here it is zero, if this is higher
    private long end;
    private long given; // bytes of all blocks
    private long wanted; // a chunk for all that the last turn had; 0: there was none

    ArenaBlocks(OffHeapAllocator allocator) {
        this.allocator = allocator;
        this.lifetime = Lifetime.of(allocator);
        if (lifetime != null) {
            lifetime.checkOpen();
        }
    }

    /** Where the next segment would stand in the chunk, or 0 if it does not fit. Changes nothing, for any thread. */
    long place(long size, long alignment) {
        long start = position + alignment - 1 & -alignment;
        return Math.max(1, size) <= end - start ? start : 0;
    }

    /**
     * Takes that place, if it is one in the chunk. Zeroes some of what follows too, about as much as was carved before:
     * one fill for many small segments is several times as fast, and no byte is zeroed twice.
     *
     * @throws IllegalStateException if the allocator is closed: its memory is not to be touched
     */
    void carve(long start, long size, boolean zero) {
        if (start < position || start >= end) {
            return; // a block of its own
        }
        checkOpen();
        long next = start + Math.max(1, size) + ALIGNMENT - 1 & -ALIGNMENT;
        if (zero && next > zeroed) {
            long from = Math.max(start, zeroed);
            long ahead = start == chunk ? 0 : Math.clamp(start - chunk, LEAST_AHEAD, MOST_AHEAD);
            long to = Math.min(end, Math.max(next, from + ahead));
            Memory.zeroWords(from, to - from);
            zeroed = to;
        }
        position = next;
    }

    private void checkOpen() {
        if (lifetime != null) {
            lifetime.checkOpen();
        } else if (!allocator.owns(chunk)) {
            throw new IllegalStateException("the allocator is closed");
        }
    }

    /**
     * A place for a segment that does not fit into the chunk: in the next one, still to be taken, or a block of its
     * own, which is zero if it is to be.
     */
    long fetch(long size, long alignment, boolean zero) {
        long bytes = Math.clamp(2 * Long.highestOneBit(given), SMALLEST_CHUNK, LARGEST_CHUNK);
        boolean carves = size <= bytes / CHUNK_PARTS && alignment <= bytes / CHUNK_PARTS;
        if (wanted > bytes && size <= wanted - Math.max(alignment, ALIGNMENT) + ALIGNMENT) {
            bytes = wanted;
            carves = true;
        }
        wanted = 0; // also if that is refused
        makeRoom();
        long block = carves ? allocator.allocate(bytes) : block(size, alignment, zero);
        switch (count) {
            case 0 -> block0 = block;
            case 1 -> block1 = block;
            case 2 -> block2 = block;
            case 3 -> block3 = block;
            default -> more[count - IN_FIELDS] = block;
        }
        count++; // and here it is kept, no call after that which returned it
        if (!carves) {
            given += Math.max(size, ALIGNMENT);
            return block;
        }
        given += bytes;
        chunk = block;
        position = block;
        zeroed = block;
        end = block + bytes;
        return block + alignment - 1 & -alignment;
    }

    private long block(long size, long alignment, boolean zero) {
        if (alignment <= ALIGNMENT) {
            return zero ? allocator.allocateZeroed(size) : allocator.allocate(size);
        }
        return zero ? allocator.allocateZeroed(size, alignment) : allocator.allocate(size, alignment);
    }

    private void makeRoom() {
        if (count == IN_FIELDS && more == null) {
            more = new long[FIRST_MORE];
        } else if (more != null && count - IN_FIELDS == more.length) {
            more = Arrays.copyOf(more, 2 * more.length);
        }
    }

    /** All segments are dead: what they had is carved again, from one chunk if there were several blocks. */
    void rewind() {
        wanted = 0;
        if (count != 1 || chunk == 0) {
            wanted = Math.min(ceiling(given), LARGEST_KEPT);
            free();
        }
        position = chunk;
        zeroed = chunk;
    }

    private static long ceiling(long bytes) {
        return bytes <= 1 ? bytes : Long.highestOneBit(bytes - 1) << 1;
    }

    /**
     * Gives all back, the last one first; what an error leaves, the next call gives back. A closed allocator has no
     * blocks any more.
     *
     * @throws InvalidAddressException if one of them was freed by its address, after the others
     */
    void free() {
        chunk = 0;
        position = 0;
        zeroed = 0;
        end = 0;
        given = 0;
        InvalidAddressException wrong = freeMore();
        while (count > 0) {
            try {
                allocator.free(last());
            } catch (InvalidAddressException e) {
                wrong = e;
            } catch (IllegalStateException e) {
                count = 1;
            }
            count--;
        }
        more = null;
        if (wrong != null) {
            throw wrong;
        }
    }

    /**
     * Those that are not in fields, by one call; where that is refused, all of them are for one after the other, which
     * takes no heap and less stack.
     */
    private InvalidAddressException freeMore() {
        if (count <= IN_FIELDS) {
            return null;
        }
        BlockList list = null;
        try {
            list = new BlockList.OfArray(more, "more");
            BlockList.free(allocator, list, count - IN_FIELDS);
            count = IN_FIELDS;
        } catch (InvalidAddressException e) { // one was freed by its address
            if (list.freed) {
                count = IN_FIELDS;
                return e;
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            return null;
        } catch (IllegalStateException e) {
            count = 0;
        }
        return null;
    }

    private long last() {
        return switch (count) {
            case 1 -> block0;
            case 2 -> block1;
            case 3 -> block2;
            case 4 -> block3;
            default -> more[count - 1 - IN_FIELDS];
        };
    }
}

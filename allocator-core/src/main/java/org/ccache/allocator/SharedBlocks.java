package org.ccache.allocator;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.sync.StackHeadroom;

/**
 * As {@link ArenaBlocks}, for any number of threads: without a lock, so none is held over a call of the allocator.
 *
 * <p>Blocks stand in two stacks, that of the chunks, whose top is carved from, and that of segments' own blocks. A push
 * and the end are in an order: a stack that has ended has a mark on top, and who finds it there frees its own block.
 * Nobody takes a single one off, so a top that is the same has nothing else below it.
 *
 * <p>Zeroing is the caller's, through a segment, since that is what an arena's close waits for; a block of a segment's
 * own is zeroed before anybody else knows it.
 */
final class SharedBlocks implements Runnable {
    private static final long ALIGNMENT = SizeClasses.MIN_ALIGNMENT;
    private static final long SMALLEST_CHUNK = 1 << 10;
    private static final long LARGEST_CHUNK = SizeClasses.MAX_SHARED_SIZE;
    private static final int CHUNK_PARTS = 4;

    private static final Block ENDED = new Block(null);

    private final OffHeapAllocator allocator;
    private final Lifetime lifetime; // null: another implementation's
    private final AtomicReference<Block> chunks = new AtomicReference<>();
    private final AtomicReference<Block> own = new AtomicReference<>();
    private final AtomicLong given = new AtomicLong(); // bytes of all blocks

    private static final class Block {
        private static final AtomicLongFieldUpdater<Block> POSITION =
                AtomicLongFieldUpdater.newUpdater(Block.class, "position");

        private Block below;
        private long address;
        private long end; // of a chunk
        private volatile long position; // up to here it is carved

        Block(Block below) {
            this.below = below;
        }

        /** A place in it, or 0 if there is none. */
        long carve(long size, long alignment) {
            while (true) {
                long at = position;
                long start = at + alignment - 1 & -alignment;
                if (Math.max(1, size) > end - start) {
                    return 0;
                }
                long next = start + Math.max(1, size) + ALIGNMENT - 1 & -ALIGNMENT;
                if (POSITION.compareAndSet(this, at, next)) {
                    return start;
                }
            }
        }
    }

    SharedBlocks(OffHeapAllocator allocator) {
        this.allocator = allocator;
        this.lifetime = Lifetime.of(allocator);
        if (lifetime != null) {
            lifetime.checkOpen();
        }
    }

    /** Nothing: as the action at a scope's end it keeps the allocator until then. */
    @Override
    public void run() {}

    /** Bytes of all blocks. */
    long bytes() {
        return given.get();
    }

    /**
     * A place in a chunk, or 0 if the segment is to have a block of its own.
     *
     * @throws IllegalStateException if the arena or the allocator is closed
     */
    long carve(long size, long alignment) {
        while (true) {
            Block chunk = chunks.get();
            if (chunk == ENDED) {
                throw ended();
            }
            long start = chunk == null ? 0 : chunk.carve(size, alignment);
            if (start != 0) {
                checkOpen(chunk.address);
                return start;
            }
            long bytes = Math.clamp(2 * Long.highestOneBit(given.get()), SMALLEST_CHUNK, LARGEST_CHUNK);
            if (size > bytes / CHUNK_PARTS || alignment > bytes / CHUNK_PARTS) {
                return 0;
            }
            put(chunk, bytes);
        }
    }

    private void checkOpen(long chunk) {
        if (lifetime != null) {
            lifetime.checkOpen();
        } else if (!allocator.owns(chunk)) {
            throw new IllegalStateException("the allocator is closed");
        }
    }

    private static IllegalStateException ended() {
        return new IllegalStateException("Already closed"); // as the JDK's
    }

    /** Another chunk on top of that one; if somebody else was first, that one's will do. */
    private void put(Block top, long bytes) {
        StackHeadroom.checkTwice(); // so that a block that was allocated is put there or freed
        Block chunk = new Block(top);
        chunk.address = allocator.allocate(bytes);
        chunk.position = chunk.address;
        chunk.end = chunk.address + bytes;
        if (chunks.compareAndSet(top, chunk)) {
            given.addAndGet(bytes);
        } else {
            allocator.free(chunk.address);
        }
    }

    /** A block of a segment's own. */
    long own(long size, long alignment, boolean zero) {
        StackHeadroom.checkTwice();
        Block block = new Block(null);
        if (alignment <= ALIGNMENT) {
            block.address = zero ? allocator.allocateZeroed(size) : allocator.allocate(size);
        } else {
            block.address = zero ? allocator.allocateZeroed(size, alignment) : allocator.allocate(size, alignment);
        }
        do {
            block.below = own.get();
            if (block.below == ENDED) {
                allocator.free(block.address);
                throw ended();
            }
        } while (!own.compareAndSet(block.below, block));
        given.addAndGet(Math.max(size, ALIGNMENT));
        return block.address;
    }

    /**
     * Gives all back; no block comes in later. A closed allocator has no blocks any more.
     *
     * @throws InvalidAddressException if one of them was freed by its address, after the others
     */
    void free() {
        InvalidAddressException wrong = free(chunks, null);
        wrong = free(own, wrong);
        if (wrong != null) {
            throw wrong;
        }
    }

    private InvalidAddressException free(AtomicReference<Block> stack, InvalidAddressException before) {
        InvalidAddressException wrong = before;
        for (Block block = stack.getAndSet(ENDED); block != null && block != ENDED; block = block.below) {
            try {
                allocator.free(block.address);
            } catch (InvalidAddressException e) {
                wrong = e;
            } catch (IllegalStateException e) {
                break; // with the allocator
            }
        }
        return wrong;
    }
}

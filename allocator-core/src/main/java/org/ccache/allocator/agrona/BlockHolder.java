package org.ccache.allocator.agrona;

import java.util.Objects;
import org.agrona.DirectBuffer;
import org.ccache.allocator.OffHeapAllocator;

/**
 * One buffer around one block after another: no object is made for a block, and none is lost whatever throws.
 *
 * <pre>{@code
 * try (BlockHolder<BlockBuffer> holder = new BlockHolder<>(allocator, new BlockBuffer())) {
 *     holder.allocate(200).putLong(0, 42);
 *     holder.reallocate(400).getLong(0);
 *     holder.free();
 *     holder.allocate(100);
 * }
 * }</pre>
 *
 * <p>It holds no block or one, which is its own: freed by {@link #free} and by {@link #close}, or handed to the caller
 * by {@link #release}. The buffer is a view of that block, of the size asked for; while none is held, of nothing, so
 * that its own bounds checks refuse an access to what was freed. Blocks are not zeroed.
 *
 * <p>For one thread at a time.
 *
 * @param <B> the buffer's type: {@link BlockBuffer}, or one of Agrona's, for which Java needs a flag
 */
@SuppressWarnings("exports") // Agrona is an automatic module; whoever uses this has it
public final class BlockHolder<B extends DirectBuffer> implements AutoCloseable {
    private final OffHeapAllocator allocator;
    private final B buffer;
    private boolean held;
    private boolean closed;
    private long address; // of the block, while one is held
    private int size; // likewise, as asked for

    /**
     * Makes a holder of no block.
     *
     * @param allocator that its blocks are to be of
     * @param buffer to be wrapped around each of them; a view of nothing from now on
     * @throws IllegalStateException if Java was started without what this buffer needs
     */
    public BlockHolder(OffHeapAllocator allocator, B buffer) {
        this.allocator = Objects.requireNonNull(allocator, "allocator");
        this.buffer = Objects.requireNonNull(buffer, "buffer");
        AgronaViews.checkAccess(buffer);
        detach();
    }

    /**
     * Allocates a block. If the buffer refuses it, the block is freed again.
     *
     * @param newSize bytes, 0 or more
     * @return the buffer, around it
     * @throws IllegalArgumentException if the size is negative, or more than an Agrona buffer holds, 2^31 - 1 bytes
     * @throws IllegalStateException if a block is held already, or this or the allocator is closed
     * @throws OutOfMemoryError as the allocator's
     */
    public B allocate(long newSize) {
        checkOpen();
        if (held) {
            throw new IllegalStateException("it holds a block of " + size + " bytes: free or release that first");
        }
        int bytes = AgronaViews.checkSize(newSize);
        address = allocator.allocate(bytes); // no call from here on until it is held: the stack may end at any
        size = bytes;
        held = true;
        boolean done = false;
        try {
            attach();
            done = true;
            return buffer;
        } finally {
            if (!done) {
                drop();
            }
        }
    }

    /**
     * Makes the block larger or smaller, with its contents; it may move. If the allocator refuses, the block is as it
     * was; if the buffer refuses, the block has the new size and is held.
     *
     * @param newSize bytes, 0 or more; what is beyond the old size is not zeroed
     * @return the buffer, around the block where it is now
     * @throws IllegalArgumentException as {@link #allocate}
     * @throws IllegalStateException if no block is held, or this or the allocator is closed
     * @throws OutOfMemoryError as the allocator's
     */
    public B reallocate(long newSize) {
        checkHeld();
        int bytes = AgronaViews.checkSize(newSize);
        detach(); // whatever follows, it is no view of what may have been freed
        try {
            address = allocator.reallocate(address, bytes);
            size = bytes;
        } finally {
            attach();
        }
        return buffer;
    }

    /**
     * Frees the block; the buffer is a view of nothing then. If the allocator refuses, the block is held still.
     *
     * @throws IllegalStateException if no block is held, or this or the allocator is closed
     * @throws org.ccache.allocator.InvalidAddressException if somebody else has freed it, as far as that is seen
     */
    public void free() {
        checkHeld();
        detach();
        drop();
    }

    /**
     * Hands the block to the caller, who frees it from now on; the buffer is a view of nothing then.
     *
     * @return its address
     * @throws IllegalStateException if no block is held, or this is closed
     */
    public long release() {
        checkHeld();
        detach();
        held = false;
        return address;
    }

    /** {@return the buffer: the same one each time} */
    public B buffer() {
        return buffer;
    }

    /** {@return whether a block is held} */
    public boolean held() {
        return held;
    }

    /**
     * {@return the address of the block}
     *
     * @throws IllegalStateException if none is held, or this is closed
     */
    public long address() {
        checkHeld();
        return address;
    }

    /**
     * {@return the size of the block, as asked for}
     *
     * @throws IllegalStateException if none is held, or this is closed
     */
    public int size() {
        checkHeld();
        return size;
    }

    /**
     * Frees the block if one is held, and refuses from then on. Closing again does nothing, but after a failure: then
     * it tries again. The allocator stays open; close this before it.
     */
    @Override
    public void close() {
        closed = true;
        if (held) {
            try {
                detach();
            } finally {
                drop();
            }
        }
    }

    @Override
    public String toString() {
        return "BlockHolder[" + (held ? "0x" + Long.toHexString(address) + ", " + size + " bytes" : "nothing")
                + (closed ? ", closed]" : "]");
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the holder is closed");
        }
    }

    private void checkHeld() {
        checkOpen();
        if (!held) {
            throw new IllegalStateException("no block is held: allocate one first");
        }
    }

    private void drop() {
        allocator.free(address);
        held = false;
    }

    private void attach() {
        buffer.wrap(address, size);
    }

    private void detach() {
        buffer.wrap(0L, 0);
    }
}

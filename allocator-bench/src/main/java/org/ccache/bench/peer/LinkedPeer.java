package org.ccache.bench.peer;

import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * Calls the functions of a {@link NativeAllocator}. Not used itself but copied for each, so that its constants are
 * those of one allocator: no lambdas and no nested classes here, which would not be copied.
 */
public final class LinkedPeer implements Peer {
    private static final NativeAllocator ALLOCATOR;
    private static final MethodHandle MALLOC;
    private static final MethodHandle FREE;
    private static final MethodHandle FREE_SIZED;
    private static final MethodHandle ALIGNED;

    /** Null where the allocator aligns blocks itself: then nobody looks for them. */
    private static final MovedBlocks MOVED;

    static {
        try {
            ALLOCATOR =
                    MethodHandles.classData(MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, NativeAllocator.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        NativeAllocator.Functions functions = ALLOCATOR.functions();
        MALLOC = functions.malloc();
        FREE = functions.free();
        FREE_SIZED = functions.freeSized();
        ALIGNED = functions.aligned();
        MOVED = ALIGNED == null ? new MovedBlocks() : null;
    }

    @Override
    public String name() {
        return ALLOCATOR.name();
    }

    @Override
    public long allocate(long size) {
        try {
            return granted((long) MALLOC.invokeExact(size), size);
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    @Override
    public long allocate(long size, long alignment) {
        if (ALIGNED == null) {
            return MOVED.moved(allocate(MovedBlocks.room(size, alignment)), alignment);
        }
        try {
            return granted((long) ALIGNED.invokeExact(alignment, size), size);
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    @Override
    public void free(long address) {
        try {
            FREE.invokeExact(MOVED == null ? address : MOVED.start(address));
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    @Override
    public void free(long address, long size) {
        if (FREE_SIZED == null) {
            free(address);
            return;
        }
        try {
            FREE_SIZED.invokeExact(address, size);
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    private static long granted(long address, long size) {
        if (address == 0) {
            throw new OutOfMemoryError(ALLOCATOR.name() + " returned null for " + size + " bytes");
        }
        return address;
    }

    /** Handles declare Throwable; nothing else comes than that there is no memory, from here or from the JDK. */
    private static Error failure(Throwable thrown) {
        return thrown instanceof OutOfMemoryError error ? error : new AssertionError("a downcall threw", thrown);
    }

    @Override
    public BlockTable table(int slots) {
        return MOVED == null ? new AddressTable(this, slots) : new MovedTable(this, slots);
    }

    @Override
    public String version() {
        return ALLOCATOR.version();
    }

    @Override
    public boolean trim() {
        return ALLOCATOR.trim();
    }

    @Override
    public void close() {}
}

package org.ccache.allocator.agrona;

import org.ccache.allocator.InvalidAddressException;
import org.ccache.allocator.OffHeapAllocator;

/** The smallest allocator that can be: one block, of memory that it was given. Counts what is asked of it. */
final class PlainAllocator implements OffHeapAllocator {
    private final long block;
    private final long size;
    private boolean live;

    PlainAllocator(long block, long size) {
        this.block = block;
        this.size = size;
    }

    @Override
    public long allocate(long bytes) {
        return allocate(bytes, 1);
    }

    @Override
    public long allocate(long bytes, long alignment) {
        if (live || bytes > size) {
            throw new OutOfMemoryError("asked for " + bytes + " bytes of " + size + (live ? ", which are live" : ""));
        }
        live = true;
        return block;
    }

    @Override
    public long reallocate(long address, long bytes, long alignment) {
        if (bytes > size) {
            throw new OutOfMemoryError("asked for " + bytes + " bytes of " + size);
        }
        return address;
    }

    @Override
    public void free(long address) {
        usableSize(address);
        live = false;
    }

    @Override
    public long usableSize(long address) {
        if (!owns(address)) {
            throw new InvalidAddressException("no block: 0x" + Long.toHexString(address));
        }
        return size;
    }

    @Override
    public boolean owns(long address) {
        return live && address == block;
    }

    @Override
    public void close() {
        live = false;
    }
}

package org.ccache.bench.research.spanheap;

import org.ccache.bench.machine.Touch;

/**
 * 64 KiB that one heap cuts into blocks of one size: freed ones first, last freed first, then those never used. Links
 * of free blocks are in their first eight bytes; all else is on the Java heap. Not thread-safe.
 */
final class HeapSpan {
    static final int BYTES = 64 << 10;

    private final long address;
    private int blockBytes;
    private long free; // 0: none
    private int carved; // bytes
    private int used; // blocks

    /** Neighbours in the list of spans with room of one heap and class. */
    HeapSpan previous;

    HeapSpan next;

    HeapSpan(long address) {
        this.address = address;
    }

    long address() {
        return address;
    }

    /** Makes all of it free blocks of one size. */
    HeapSpan cutInto(int bytes) {
        blockBytes = bytes;
        return this;
    }

    int blockBytes() {
        return blockBytes;
    }

    boolean full() {
        return free == 0 && carved + blockBytes > BYTES;
    }

    boolean empty() {
        return used == 0;
    }

    /** Bytes of blocks handed out. */
    long usedBytes() {
        return (long) used * blockBytes;
    }

    /** A block; there must be one. */
    long allocate() {
        used++;
        if (free == 0) {
            long block = address + carved;
            carved += blockBytes;
            return block;
        }
        long block = free;
        free = Touch.getLong(block);
        return block;
    }

    void free(long block) {
        Touch.putLong(block, free);
        free = block;
        used--;
    }
}

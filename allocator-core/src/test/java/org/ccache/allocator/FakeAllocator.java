package org.ccache.allocator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The least that makes an allocator, as a program's tests might: segments of an arena of the JDK's, which are used
 * again and only go with it. Blocks are dirty, and more so once they are free.
 */
final class FakeAllocator implements OffHeapAllocator {
    private record Kind(long size, long alignment) {}

    private record Block(MemorySegment segment, Kind kind) {}

    private static final long ALIGNMENT = 16;

    private final Arena arena = Arena.ofShared();
    private final Map<Kind, Queue<Block>> free = new ConcurrentHashMap<>();
    private final Map<Long, Block> live = new ConcurrentHashMap<>(); // by address
    private final AtomicLong allocations = new AtomicLong();
    private volatile boolean closed;

    long allocations() {
        return allocations.get();
    }

    int liveBlocks() {
        return live.size();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the fake is closed");
        }
    }

    @Override
    public long allocate(long size) {
        return allocate(size, 1);
    }

    @Override
    public long allocate(long size, long alignment) {
        checkOpen();
        BadArguments.checkSize(size);
        BadArguments.checkAlignment(alignment);
        Kind kind = new Kind(size, Math.max(alignment, ALIGNMENT));
        Block block =
                free.computeIfAbsent(kind, any -> new ConcurrentLinkedQueue<>()).poll();
        if (block == null) {
            block = new Block(arena.allocate(size, kind.alignment()).fill((byte) 0x5a), kind);
        }
        allocations.incrementAndGet();
        live.put(block.segment().address(), block);
        return block.segment().address();
    }

    @Override
    public void free(long address) {
        checkOpen();
        Block block = live.remove(address);
        if (block == null) {
            throw none(address);
        }
        block.segment().fill((byte) 0xdd);
        free.get(block.kind()).add(block);
    }

    private static InvalidAddressException none(long address) {
        return new InvalidAddressException("no block starts at 0x" + Long.toHexString(address));
    }

    @Override
    public long usableSize(long address) {
        checkOpen();
        Block block = live.get(address);
        if (block == null) {
            throw none(address);
        }
        return block.segment().byteSize();
    }

    @Override
    public boolean owns(long address) {
        return !closed && live.containsKey(address);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            live.clear();
            arena.close();
        }
    }
}

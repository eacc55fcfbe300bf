package org.ccache.bench.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.foreign.MemorySegment;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Netty's direct buffers by address. Netty frees by the buffer object, so the objects are kept in a table by address:
 * on the Java heap, which is fixed and touched beforehand and therefore counts in no figure of resident memory. The
 * table's own time does count, so times of these peers are upper bounds; measure speed with buffers, not with this.
 */
abstract sealed class NettyPeer implements Peer permits NettyAdaptivePeer, NettyPooledPeer {
    /** Tables, a lock each: a power of two. */
    private static final int TABLES = 64;

    private final ByteBufAllocator allocator;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final Long2ObjectHashMap<ByteBuf>[] tables = new Long2ObjectHashMap[TABLES];

    NettyPeer(ByteBufAllocator allocator) {
        this.allocator = allocator;
        for (int i = 0; i < TABLES; i++) {
            tables[i] = new Long2ObjectHashMap<>();
        }
    }

    @Override
    public final long allocate(long size) {
        return allocate(size, 16);
    }

    /** Netty aligns to nothing in particular: a block that is not aligned by luck is asked for with room to move. */
    @Override
    public final long allocate(long size, long alignment) {
        ByteBuf buffer = buffer(size);
        long address = address(buffer);
        if (size >= alignment || alignment > 16) {
            if ((address & (alignment - 1)) != 0) {
                buffer.release();
                buffer = buffer(size + alignment);
                address = (address(buffer) + alignment - 1) & -alignment;
            }
        }
        Long2ObjectHashMap<ByteBuf> table = table(address);
        synchronized (table) {
            table.put(address, buffer);
        }
        return address;
    }

    private ByteBuf buffer(long size) {
        int bytes = Math.toIntExact(Math.max(1, size));
        return allocator.directBuffer(bytes, bytes);
    }

    /** Without Unsafe, as on a JDK 25 without flags, Netty itself may not know the address. */
    private static long address(ByteBuf buffer) {
        return buffer.hasMemoryAddress()
                ? buffer.memoryAddress()
                : MemorySegment.ofBuffer(buffer.internalNioBuffer(0, buffer.capacity()))
                        .address();
    }

    @Override
    public final void free(long address) {
        ByteBuf buffer;
        Long2ObjectHashMap<ByteBuf> table = table(address);
        synchronized (table) {
            buffer = table.remove(address);
        }
        if (buffer == null) {
            throw new IllegalArgumentException("no block at 0x" + Long.toHexString(address));
        }
        buffer.release();
    }

    private Long2ObjectHashMap<ByteBuf> table(long address) {
        return tables[(int) ((address * 0x9E3779B97F4A7C15L) >>> 58)];
    }

    /** Blocks in use now. */
    final int held() {
        int held = 0;
        for (Long2ObjectHashMap<ByteBuf> table : tables) {
            synchronized (table) {
                held += table.size();
            }
        }
        return held;
    }

    /** The allocator's memory goes with its last buffer and the collector. */
    @Override
    public final void close() {}
}

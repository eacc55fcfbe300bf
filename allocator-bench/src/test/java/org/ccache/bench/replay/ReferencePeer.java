package org.ccache.bench.replay;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.ccache.bench.peer.Peer;

/** The simplest allocator that can be right: one lock, free lists by power of two, and a record of every live block. */
public class ReferencePeer implements Peer {
    private static final long CHUNK_BYTES = 1 << 20;

    /** A live block. */
    record Live(long size, Thread thread) {}

    private final Arena arena = Arena.ofShared();
    private final Map<Long, ArrayDeque<Long>> free = new HashMap<>(); // by rounded size
    private final Map<Long, Live> live = new HashMap<>();
    private long chunk;
    private long chunkLeft;
    private int peakLive;
    private long crossThreadFrees;

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public long allocate(long size) {
        return allocate(size, 16);
    }

    @Override
    public synchronized long allocate(long size, long alignment) {
        long rounded = rounded(size, alignment);
        ArrayDeque<Long> list = free.get(rounded);
        long address = list == null || list.isEmpty() ? carve(rounded) : list.pop();
        live.put(address, new Live(rounded, Thread.currentThread()));
        peakLive = Math.max(peakLive, live.size());
        return address;
    }

    private static long rounded(long size, long alignment) {
        return Long.highestOneBit(Math.max(Math.max(size, alignment), 16) - 1) << 1;
    }

    // Blocks are aligned to their size.
    private long carve(long rounded) {
        if (rounded >= CHUNK_BYTES) {
            return arena.allocate(rounded, rounded).address();
        }
        long padding = -chunk & (rounded - 1);
        if (padding + rounded > chunkLeft) {
            chunk = arena.allocate(CHUNK_BYTES, CHUNK_BYTES).address();
            chunkLeft = CHUNK_BYTES;
            padding = 0;
        }
        long address = chunk + padding;
        chunk = address + rounded;
        chunkLeft -= padding + rounded;
        return address;
    }

    @Override
    public synchronized void free(long address) {
        Live block = live.remove(address);
        if (block == null) {
            throw new IllegalStateException("free of 0x" + Long.toHexString(address) + ", which is not live");
        }
        crossThreadFrees += block.thread == Thread.currentThread() ? 0 : 1;
        free.computeIfAbsent(block.size, _ -> new ArrayDeque<>()).push(address);
    }

    /** Number of live blocks. */
    public synchronized int live() {
        return live.size();
    }

    synchronized int peakLive() {
        return peakLive;
    }

    synchronized long crossThreadFrees() {
        return crossThreadFrees;
    }

    @Override
    public void close() {
        arena.close();
    }
}

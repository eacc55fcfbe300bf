package org.ccache.bench.workload;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.ccache.bench.peer.CcachePeer;
import org.ccache.bench.peer.Peer;

/** The product, with a list of live blocks and of the threads that called. */
public class CountingPeer implements Peer {
    private final CcachePeer peer = new CcachePeer();
    private final Set<Long> live = ConcurrentHashMap.newKeySet();
    private final Set<Thread> allocating = ConcurrentHashMap.newKeySet();
    private final Set<Thread> freeing = ConcurrentHashMap.newKeySet();
    private final AtomicLong allocations = new AtomicLong();

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public long allocate(long size) {
        return allocate(size, 1);
    }

    @Override
    public long allocate(long size, long alignment) {
        long address = alignment == 1 ? peer.allocate(size) : peer.allocate(size, alignment);
        allocating.add(Thread.currentThread());
        allocations.incrementAndGet();
        if (!live.add(address)) {
            throw new IllegalStateException("a live block was handed out again");
        }
        return address;
    }

    @Override
    public void free(long address) {
        freeing.add(Thread.currentThread());
        if (!live.remove(address)) {
            throw new IllegalStateException("freed twice or never allocated");
        }
        peer.free(address);
    }

    /** Blocks in use. */
    public int live() {
        return live.size();
    }

    /** Blocks handed out so far. */
    public long allocations() {
        return allocations.get();
    }

    public Set<Thread> allocating() {
        return allocating;
    }

    public Set<Thread> freeing() {
        return freeing;
    }

    @Override
    public void close() {
        peer.close();
    }
}

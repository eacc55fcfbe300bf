package org.ccache.bench.workload;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.ccache.bench.peer.CcachePeer;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.StripedPeer;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;

/** Another peer, with a list of live blocks and of the threads that called. */
public class CountingPeer implements Peer {
    private final Peer peer;
    private final Set<Long> live = ConcurrentHashMap.newKeySet();
    private final Set<Thread> allocating = ConcurrentHashMap.newKeySet();
    private final Set<Thread> freeing = ConcurrentHashMap.newKeySet();
    private final AtomicLong allocations = new AtomicLong();

    /** Over the product as it works on this machine. */
    public CountingPeer() {
        this(Rseq.mode() == RseqMode.UNAVAILABLE ? new StripedPeer() : new CcachePeer());
    }

    public CountingPeer(Peer peer) {
        this.peer = peer;
    }

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

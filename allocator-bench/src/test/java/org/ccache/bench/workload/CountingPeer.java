package org.ccache.bench.workload;

import java.util.concurrent.atomic.AtomicLong;
import org.ccache.bench.peer.Peer;

/** Another peer, with a count of its calls: a workload that frees each block once leaves none live. */
final class CountingPeer implements Peer {
    private final Peer peer;
    private final AtomicLong allocations = new AtomicLong();
    private final AtomicLong frees = new AtomicLong();

    CountingPeer(Peer peer) {
        this.peer = peer;
    }

    long allocations() {
        return allocations.get();
    }

    long live() {
        return allocations.get() - frees.get();
    }

    @Override
    public String name() {
        return peer.name();
    }

    @Override
    public long allocate(long size) {
        allocations.incrementAndGet();
        return peer.allocate(size);
    }

    @Override
    public long allocate(long size, long alignment) {
        allocations.incrementAndGet();
        return peer.allocate(size, alignment);
    }

    @Override
    public void free(long address) {
        frees.incrementAndGet();
        peer.free(address);
    }

    @Override
    public void close() {
        peer.close();
    }
}

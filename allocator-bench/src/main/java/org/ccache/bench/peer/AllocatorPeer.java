package org.ccache.bench.peer;

import java.util.List;
import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.AuditReport;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;

/** The product behind {@link Peer}; one subclass per front end keeps each peer a type of its own. */
public abstract sealed class AllocatorPeer implements Peer permits CcachePeer, TcachePeer, StripedPeer, HybridPeer {
    private final CcacheAllocator allocator;

    AllocatorPeer(FrontEnd frontEnd) {
        try {
            allocator = CcacheAllocator.builder().frontEnd(frontEnd).build();
        } catch (IllegalStateException e) {
            throw new PeerUnavailableException(e.getMessage(), e);
        }
    }

    @Override
    public final long allocate(long size) {
        return allocator.allocate(size);
    }

    @Override
    public final long allocate(long size, long alignment) {
        return allocator.allocate(size, alignment);
    }

    @Override
    public final void free(long address) {
        allocator.free(address);
    }

    /** As the C allocators' sized frees: by one that trusts its caller. */
    @Override
    public final void free(long address, long size) {
        allocator.freeUnchecked(address, size);
    }

    /** The allocator itself, for those who measure it without the peer in between. */
    public final CcacheAllocator allocator() {
        return allocator;
    }

    /** What the audit finds; nothing if every block is accounted for. To be asked when no thread uses the allocator. */
    public final List<String> problems() {
        AuditReport report = allocator.audit();
        return report.clean() ? List.of() : report.problems();
    }

    @Override
    public final String version() {
        return "ccache " + BuildVersions.of("ccache");
    }

    @Override
    public final PeerStats stats() {
        AllocatorStats stats = allocator.stats();
        return new PeerStats(
                stats.mode() + (stats.reason().isEmpty() ? "" : ": " + stats.reason()),
                stats.liveBytes(),
                stats.cachedBytes(),
                stats.depotBytes(),
                stats.mappedBytes(),
                stats.peakMappedBytes(),
                stats.refills(),
                stats.flushes(),
                stats.aborts(),
                stats.cacheBudgetBytes());
    }

    @Override
    public final long ownResident() {
        return allocator.resident().bytes();
    }

    @Override
    public final boolean trim() {
        allocator.trim();
        return true;
    }

    @Override
    public final void close() {
        allocator.close();
    }
}

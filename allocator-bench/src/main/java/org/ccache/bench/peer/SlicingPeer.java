package org.ccache.bench.peer;

import org.ccache.bench.peer.PeerInfo.Family;

/**
 * Slices of one segment, from its start again when it is used up, freed by nothing: the least that an allocator made of
 * {@code java.lang.foreign} costs. Blocks in use are overwritten after a round, so this is a bound and no allocator.
 *
 * <p>Each table has a segment of its own. By address there is one for all threads, behind a lock.
 */
@Facts(
        family = Family.BOUND,
        place = 1,
        licence = "GPL-2.0-only WITH Classpath-exception-2.0",
        how = "SegmentAllocator.slicingAllocator over 16 MiB, again from its start when used up",
        largest = Slices.LARGEST)
public final class SlicingPeer implements Peer {
    private final Slices slices = new Slices();

    @Override
    public long allocate(long size) {
        return allocate(size, Slices.ALIGNMENT);
    }

    @Override
    public synchronized long allocate(long size, long alignment) {
        return slices.allocate(size, alignment);
    }

    @Override
    public void free(long address) {}

    @Override
    public BlockTable table(int slots) {
        return new SlicingTable(slots);
    }

    @Override
    public String version() {
        return "JDK " + BuildVersions.jdk();
    }

    @Override
    public void close() {}
}

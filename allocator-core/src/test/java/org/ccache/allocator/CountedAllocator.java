package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;

/**
 * An allocator under test, and beside it the test's own account of the live blocks: the account never asks the
 * allocator what is live. Thread-safe: a block is in the account only while it is live.
 */
final class CountedAllocator {
    private record Block(long size, boolean stamped) {}

    private final Supplier<CcacheAllocator> builder; // null: cannot be opened again
    private volatile CcacheAllocator allocator;
    private final ConcurrentSkipListMap<Long, Block> live = new ConcurrentSkipListMap<>(); // by address

    CountedAllocator(CcacheAllocator allocator) {
        this.allocator = allocator;
        this.builder = null;
    }

    CountedAllocator(Supplier<CcacheAllocator> builder) {
        this.allocator = builder.get();
        this.builder = builder;
    }

    /** Closes it with all its blocks, and goes on with a new one. */
    void reopen() {
        live.clear();
        allocator.close();
        allocator = builder.get();
    }

    /**
     * The front ends that are to be tested here: all that can be, but where only another kind of index was asked for,
     * those that have one. That ccaches are among them where they should be is BuilderTest's.
     */
    static Stream<FrontEnd> frontEnds() {
        boolean sequences = Rseq.mode() != RseqMode.UNAVAILABLE;
        boolean otherIndex = sequences && "cpu_id".equals(System.getProperty(Rseq.MODE_PROPERTY));
        return Stream.of(FrontEnd.values()).filter(frontEnd -> frontEnd.needsSequences() ? sequences : !otherIndex);
    }

    CcacheAllocator allocator() {
        return allocator;
    }

    long allocate(long size) {
        return enter(allocator.allocate(size), size);
    }

    long allocate(long size, long alignment) {
        long address = enter(allocator.allocate(size, alignment), size);
        assertThat(address & alignment - 1)
                .as("0x%x at a multiple of %d", address, alignment)
                .isZero();
        return address;
    }

    /** Without the stamp: its memory stays untouched. */
    long allocateUntouched(long size) {
        return account(allocator.allocate(size), size, false);
    }

    void allocate(long size, int n, long[] out) {
        allocator.allocate(size, n, out);
        for (int i = 0; i < n; i++) {
            enter(out[i], size);
        }
    }

    void free(long[] blocks, int n) {
        for (int i = 0; i < n; i++) {
            leave(blocks[i]);
        }
        allocator.free(blocks, n);
    }

    private long enter(long address, long size) {
        BlockStamp.write(allocator.segment(address, size));
        return account(address, size, true);
    }

    private long account(long address, long size, boolean stamped) {
        assertThat(address & 15).as("0x%x at a multiple of 16", address).isZero();
        Map.Entry<Long, Block> below = live.floorEntry(address);
        Map.Entry<Long, Block> above = live.higherEntry(address);
        if (below != null && below.getKey() + Math.max(1, below.getValue().size()) > address) {
            throw new AssertionError(
                    "0x" + Long.toHexString(address) + " lies in the live block 0x" + Long.toHexString(below.getKey()));
        }
        if (above != null && address + Math.max(1, size) > above.getKey()) {
            throw new AssertionError("0x" + Long.toHexString(address) + " of " + size + " bytes reaches into 0x"
                    + Long.toHexString(above.getKey()));
        }
        live.put(address, new Block(size, stamped));
        return address;
    }

    void free(long address) {
        leave(address);
        allocator.free(address);
    }

    void freeSized(long address) {
        allocator.free(address, leave(address));
    }

    void freeUnchecked(long address) {
        allocator.freeUnchecked(address, leave(address));
    }

    void freeSized(long address, long alignment) {
        allocator.free(address, leave(address), alignment);
    }

    /** The contents, as far as both sizes go, are what they were. If it fails the block is as before. */
    long reallocate(long address, long newSize) {
        return reallocate(address, newSize, 1);
    }

    long reallocate(long address, long newSize, long alignment) {
        Block block = live.remove(address);
        long moved;
        try {
            BlockStamp.verify(allocator.segment(address, block.size()));
            moved = alignment == 1
                    ? allocator.reallocate(address, newSize)
                    : allocator.reallocate(address, newSize, alignment);
        } catch (Throwable t) {
            live.put(address, block);
            throw t;
        }
        assertThat(moved & alignment - 1)
                .as("0x%x at a multiple of %d", moved, alignment)
                .isZero();
        BlockStamp.verifyMoved(allocator.segment(moved, Math.min(block.size(), newSize)), address, block.size());
        return enter(moved, newSize);
    }

    /** Out of the account before it is freed: from then on another thread may get it. */
    private long leave(long address) {
        Block block = live.get(address);
        if (block.stamped()) {
            BlockStamp.verify(allocator.segment(address, block.size()));
        }
        live.remove(address);
        return block.size();
    }

    long size(long address) {
        return live.get(address).size();
    }

    List<Long> blocks() {
        return List.copyOf(live.keySet());
    }

    int count() {
        return live.size();
    }

    /** Conservation now: nothing is wrong, and live is what the test says is live. Nobody else may work meanwhile. */
    void check() {
        AuditReport report = allocator.audit();
        assertThat(report.problems()).as(report.toString()).isEmpty();
        assertThat(report.clean()).isTrue();
        assertThat(report.liveBlocks()).as(report.toString()).isEqualTo(live.size());
        for (AuditReport.ClassLine line : report.classes()) {
            assertThat(line.live() + line.cached() + line.depot() + line.slabFree())
                    .as(line.toString())
                    .isEqualTo(line.carved());
        }
    }

    /** Conservation to the end: checks, frees what is left, and nothing is live. */
    void settle() {
        check();
        for (long address : blocks()) {
            free(address);
        }
        allocator.drain();
        check();
        AllocatorStats stats = allocator.stats();
        assertThat(stats.liveBytes()).as(stats.toString()).isZero();
        assertThat(stats.largeBytes()).as(stats.toString()).isZero();
        assertThat(stats.carvedBytes())
                .as(stats.toString())
                .isEqualTo(stats.cachedBytes() + stats.depotBytes() + stats.slabFreeBytes());
        assertThat(stats.mappedBytes()).isLessThanOrEqualTo(stats.limitBytes());
        assertThat(stats.peakMappedBytes()).isGreaterThanOrEqualTo(stats.mappedBytes());
        allocator.close();
    }
}

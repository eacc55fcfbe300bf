package org.ccache.allocator.arena;

import java.util.concurrent.locks.ReentrantLock;
import org.ccache.allocator.memory.StackHeadroom;
import org.ccache.os.Machine;
import org.ccache.os.VirtualMemory;

/**
 * One reserved address range, handed out in spans of units and committed from its start on.
 *
 * <pre>
 *   base                          frontier                                     base + reserved
 *   | spans in use and free spans | reserved, not accessible ...               |
 * </pre>
 *
 * <p>Three locks, taken in this order and never held together with a lock of another tier: {@code growLock} serialises
 * growth and is held over the commit, so that only threads that need more memory wait for the kernel;
 * {@code purgeLock} is held over a purge, so that whoever finds nothing else left can wait for the span; {@code lock}
 * guards the free spans, the span map's writes and the counters, and is never held over a system call.
 */
public final class Arena {
    /** Growth of the frontier, and alignment of the base: a huge page, 2 MiB. */
    static final long CHUNK = 2 << 20;

    /** Dirty free memory that is kept for reuse, at least; above it and above an eighth of the mapped, it is purged. */
    private static final long KEEP_DIRTY = 16 << 20;

    private static final int KEEP_DIRTY_SHARE = 8;
    private static final long MIN_RESERVE = 64 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock growLock = new ReentrantLock();
    private final ReentrantLock purgeLock = new ReentrantLock();

    private final long mapping;
    private final long mappingBytes;
    private final long metadata;
    private final long metadataBytes;
    private final long base;
    private final int unitCount;
    private final long limit;
    private final SpanMap map;
    private final SpanTable table;
    private final FreeSpans free;

    private int frontier; // in units; written under both locks
    private long peakMapped;
    private long purged;
    private long largeBytes;
    private long largeBlocks;
    private long largeAllocations;
    private boolean purging; // a span is on its way to the kernel and back: neither free nor in use
    private boolean closed;

    /**
     * Reserves the range.
     *
     * @param reserve bytes of address space; halved while refused, down to 64 MiB, unless {@code exact}
     * @param limit most bytes to commit
     * @throws OutOfMemoryError if the address space is refused
     */
    public Arena(long reserve, boolean exact, long limit) {
        long bytes = reserve;
        long blocks;
        long records;
        // Both ranges or none; one chunk more than asked, for the alignment of the base.
        for (; ; bytes /= 2) {
            blocks = VirtualMemory.reserve(bytes + CHUNK);
            records = blocks < 0 ? blocks : VirtualMemory.reserveZeroed(metadataBytes(bytes));
            if (records >= 0) {
                break;
            }
            if (blocks >= 0) {
                VirtualMemory.release(blocks, bytes + CHUNK);
            }
            if (exact || bytes / 2 < MIN_RESERVE) {
                throw new OutOfMemoryError("cannot reserve " + bytes + " bytes of address space: "
                        + VirtualMemory.describe(records) + " (is it limited, as by ulimit -v?)");
            }
        }
        mapping = blocks;
        mappingBytes = bytes + CHUNK;
        base = blocks + CHUNK - 1 & -CHUNK;
        unitCount = (int) (bytes >>> Units.SHIFT);
        metadata = records;
        metadataBytes = metadataBytes(bytes);
        map = new SpanMap(base, unitCount, metadata);
        table = new SpanTable(metadata + pages(unitCount));
        free = new FreeSpans(table, map, base >>> Units.SHIFT);
        this.limit = limit;
    }

    public SpanMap map() {
        return map;
    }

    public SpanTable table() {
        return table;
    }

    public int unit(long address) {
        return (int) (address - base >>> Units.SHIFT);
    }

    public long address(int unit) {
        return base + Units.bytes(unit);
    }

    /**
     * Takes a span for a slab, aligned to its own size, and enters its class.
     *
     * @throws ExhaustedError if the limit or the range is exhausted
     */
    public int allocateSlab(int units, int sizeClass) {
        StackHeadroom.check();
        return allocate(units, units, sizeClass, SpanMap.FREE, 0);
    }

    /**
     * Takes a span for a large block.
     *
     * @param alignment in bytes, a power of two
     * @throws ExhaustedError if the limit or the range is exhausted
     */
    public long allocateLarge(long size, long alignment) {
        StackHeadroom.check();
        if (closed) { // racy: the lock decides; but the message should not speak of memory
            throw new IllegalStateException("the allocator is closed");
        }
        if (size > Units.bytes(unitCount) || alignment > Units.bytes(unitCount)) {
            throw new OutOfMemoryError(describe(size, alignment)); // nothing given back would help
        }
        long aligned = Math.max(1, alignment >>> Units.SHIFT);
        return address(allocate(Units.of(Math.max(size, 1)), aligned, SpanMap.LARGE_HEAD, SpanMap.LARGE_BODY, size));
    }

    /**
     * Gives a slab's span back; its addresses are foreign from now on.
     *
     * @return false if the arena is closed: then its records are zero, and no list may be followed through them
     */
    public boolean freeSlab(int unit, int units) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            release(unit, units);
        } finally {
            lock.unlock();
        }
        purge();
        return true;
    }

    /** Bytes as requested of the large block that starts at an address; -1 if none does. */
    public long largeBytes(long address) {
        int unit = unit(address);
        return isLarge(address) ? table.bytes(unit) : -1;
    }

    /** Bytes of the span behind a large block, which {@link #largeBytes} has confirmed. */
    public long largeSpan(long address) {
        return Units.bytes(table.units(unit(address)));
    }

    /** Frees a large block: false if no large block starts at the address. */
    public boolean freeLarge(long address) {
        StackHeadroom.check();
        lock.lock();
        try {
            // Again under the lock: of two frees of one block only one may pass.
            if (!isLarge(address)) {
                return false;
            }
            int unit = unit(address);
            int units = table.units(unit);
            release(unit, units);
            largeBytes -= Units.bytes(units);
            largeBlocks--;
        } finally {
            lock.unlock();
        }
        purge();
        return true;
    }

    private boolean isLarge(long address) {
        return map.at(address) == SpanMap.LARGE_HEAD && (address & Units.BYTES - 1) == 0;
    }

    private int allocate(int units, long alignment, int head, int body, long size) {
        for (; ; ) {
            int seen;
            boolean incomplete;
            lock.lock();
            try {
                checkOpen();
                seen = frontier;
                incomplete = purging;
                int unit = free.take(units, alignment);
                if (unit != SpanTable.NONE) {
                    table.units(unit, units); // before the map names the span: an audit walks by it
                    table.bytes(unit, size);
                    map.set(unit, units, body == SpanMap.FREE ? head : body);
                    map.set(unit, 1, head);
                    if (head == SpanMap.LARGE_HEAD) {
                        largeBytes += Units.bytes(units);
                        largeBlocks++;
                        largeAllocations++;
                    }
                    return unit;
                }
            } finally {
                lock.unlock();
            }
            grow(units, alignment, seen, incomplete);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the allocator is closed");
        }
    }

    private void release(int unit, int units) {
        map.set(unit, units, SpanMap.FREE);
        if (!closed) {
            free.add(unit, units, true, frontier);
        }
    }

    /**
     * Commits enough beyond the frontier for a span of this length and alignment, whatever is free before it. Does
     * nothing when the caller has to look again first: the frontier is not where it saw it, so another thread has grown
     * the arena; or nothing is left to commit, but a purge kept a span out of its sight.
     */
    private void grow(int units, long alignment, int seen, boolean incomplete) {
        growLock.lock();
        try {
            checkOpen();
            if (frontier != seen) {
                return;
            }
            // What is free right before the frontier is part of the new span, if it stays free until then.
            long origin = base >>> Units.SHIFT;
            long start = (origin + frontier - freeBeforeFrontier() + alignment - 1 & -alignment) - origin;
            long chunk = CHUNK >>> Units.SHIFT;
            long needed = start + units;
            long rounded = (needed + chunk - 1) / chunk * chunk;
            long most = Math.min(unitCount, limit >>> Units.SHIFT);
            long end = Math.min(rounded, most);
            if (needed > most && incomplete) {
                purgeLock.lock(); // when it is ours the span is back
                try {
                    return;
                } finally {
                    purgeLock.unlock();
                }
            }
            if (needed > most) {
                throw exhausted(Units.bytes(units), Units.bytes(alignment));
            }
            if (end <= frontier) {
                return; // freed meanwhile
            }
            long bytes = Units.bytes(end - frontier);
            long result = VirtualMemory.commit(address(frontier), bytes);
            if (result < 0) {
                throw new OutOfMemoryError("cannot commit " + bytes + " bytes, " + mapped() + " are mapped: "
                        + VirtualMemory.describe(result));
            }
            lock.lock();
            try {
                int from = frontier;
                frontier = (int) end;
                peakMapped = Math.max(peakMapped, mapped());
                free.add(from, (int) end - from, false, frontier);
            } finally {
                lock.unlock();
            }
        } finally {
            growLock.unlock();
        }
    }

    private int freeBeforeFrontier() {
        lock.lock();
        try {
            return frontier > 0 && map.get(frontier - 1) == SpanMap.FREE ? table.units(frontier - 1) : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Purges the longest dirty spans while there is more dirty memory than is worth keeping. */
    private void purge() {
        while (Units.bytes(free.dirtyUnits()) > Math.max(KEEP_DIRTY, mapped() / KEEP_DIRTY_SHARE)) { // racy: a hint
            if (!purgeOne()) {
                return;
            }
        }
    }

    private boolean purgeOne() {
        if (!purgeLock.tryLock()) {
            return false; // another thread is at it
        }
        try {
            return purgeLongest();
        } finally {
            purgeLock.unlock();
        }
    }

    private boolean purgeLongest() {
        int unit;
        int units;
        lock.lock();
        try {
            unit = closed ? SpanTable.NONE : free.takeDirty();
            if (unit == SpanTable.NONE) {
                return false;
            }
            units = table.units(unit);
            // Ours until it is added again: no neighbour may join it, nobody may take it, while the kernel works.
            map.set(unit, units, SpanMap.PURGING);
            purging = true;
        } finally {
            lock.unlock();
        }
        long result = VirtualMemory.purge(address(unit), Units.bytes(units));
        lock.lock();
        try {
            map.set(unit, units, SpanMap.FREE);
            purging = false;
            purged += result < 0 ? 0 : Units.bytes(units);
            free.add(unit, units, false, frontier); // refused or not: not tried again before it is used again
        } finally {
            lock.unlock();
        }
        return true;
    }

    private ExhaustedError exhausted(long size, long alignment) {
        return new ExhaustedError(describe(size, alignment));
    }

    private String describe(long size, long alignment) {
        return "asked for " + size + " bytes"
                + (alignment > Units.BYTES ? " at a multiple of " + alignment : "") + "; " + mapped()
                + " are mapped, of them "
                + Units.bytes(free.units()) + " free; allowed are " + Math.min(limit, Units.bytes(unitCount))
                + (limit < Units.bytes(unitCount) ? " (the limit)" : " (the reserved address range)");
    }

    /** Committed bytes. */
    public long mapped() {
        return Units.bytes(frontier);
    }

    /** What the arena holds, for statistics and audits. */
    public ArenaStats stats() {
        lock.lock();
        try {
            return new ArenaStats(
                    mapped(),
                    peakMapped,
                    Units.bytes(unitCount),
                    Math.min(limit, Units.bytes(unitCount)),
                    metadataTouched(),
                    Units.bytes(free.units()),
                    Units.bytes(free.dirtyUnits()),
                    purged,
                    largeBytes,
                    largeBlocks,
                    largeAllocations);
        } finally {
            lock.unlock();
        }
    }

    /** Units from the start of the arena to the frontier. */
    public int frontier() {
        return frontier;
    }

    /** The map's byte of a unit, for audits. */
    public int mapByte(int unit) {
        return map.get(unit);
    }

    /** Upper bound of the metadata that has been written: records and map bytes below the frontier. */
    private long metadataTouched() {
        return pages(((long) frontier << SpanTable.RECORD_SHIFT) + frontier);
    }

    /**
     * Unmaps the blocks and empties the metadata, which stays mapped: whoever still calls free reads "not handed out"
     * and gets an exception instead of a crash.
     */
    public void close() {
        growLock.lock();
        purgeLock.lock(); // a purge after the release would hit whoever is given the range next
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            frontier = 0;
        } finally {
            lock.unlock();
            purgeLock.unlock();
            growLock.unlock();
        }
        VirtualMemory.release(mapping, mappingBytes);
        VirtualMemory.purge(metadata, metadataBytes);
    }

    /** The address range that {@link #close} leaves mapped: start and bytes, to be released when nobody can call. */
    public long[] remainder() {
        return new long[] {metadata, metadataBytes};
    }

    /** One map byte and one record for each unit. */
    private static long metadataBytes(long bytes) {
        long units = bytes >>> Units.SHIFT;
        return pages(units) + pages(units << SpanTable.RECORD_SHIFT);
    }

    private static long pages(long bytes) {
        return bytes + Machine.pageSize() - 1 & -Machine.pageSize();
    }
}

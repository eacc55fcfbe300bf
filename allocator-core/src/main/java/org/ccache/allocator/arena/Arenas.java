package org.ccache.allocator.arena;

import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.os.DataLimit;
import org.ccache.os.Machine;
import org.ccache.os.VirtualMemory;
import org.ccache.sync.StackHeadroom;

/**
 * One reserved address range, with a part of it, an {@link Arena}, for each NUMA node; one span map and one table over
 * all of it, so that an address is looked up without knowing its node; and one account of what is mapped, against the
 * limits.
 *
 * <pre>
 *   guard | arena of node 0        | arena of node 1        | ... | guard       each from a multiple of 2 MiB on
 * </pre>
 *
 * <p>Thread-safe. Locks: each arena's own, and those of {@link Purger}. The guards may never be touched: no other
 * mapping joins with this one, and an index out of bounds faults.
 *
 * <p>Where the allocator itself touches blocks, without a lock, that is by {@link Contents}.
 */
public final class Arenas {
    private final Reservation reservation;
    private final long base;
    private final int unitCount;
    private final int unitsPerNode;
    private final SpanMap map;
    private final SpanTable table;
    private final LiveMarks marks;
    private final MappedUnits mapped;
    private final HugePageAdvice advice;
    private final Arena[] arenas;
    private final Purger purger;
    private final Contents contents;
    private boolean released; // by who closes

    /**
     * Reserves the range.
     *
     * @throws OutOfMemoryError if the address space is refused
     */
    public Arenas(ArenaOptions options) {
        reservation = Reservation.of(options);
        boolean made = false;
        try {
            base = reservation.base();
            unitCount = (int) reservation.units();
            map = new SpanMap(base, unitCount, reservation.map());
            table = new SpanTable(reservation.table());
            marks = new LiveMarks(base);
            mapped = new MappedUnits(options.limit(), options.softLimit());
            int pages = reservation.hugePages();
            int nodes = Math.min(options.nodes(), pages);
            int pagesPerNode = pages / nodes;
            unitsPerNode = pagesPerNode * HugePageTable.UNITS;
            HugePageTable hugePages = new HugePageTable(reservation.hugePageTable());
            advice = new HugePageAdvice(options, hugePages, base);
            arenas = new Arena[nodes];
            for (int node = 0; node < nodes; node++) {
                int start = node * pagesPerNode;
                int end = node == nodes - 1 ? pages : start + pagesPerNode;
                arenas[node] = new Arena(this, hugePages, mapped, advice, start, end);
                if (nodes > 1) { // refused, it is no error: memory then comes from wherever the system takes it
                    VirtualMemory.bind(address(start * HugePageTable.UNITS), (end - start) * HugePageTable.BYTES, node);
                }
            }
            purger = new Purger(arenas, mapped, options.purgeDelay());
            contents = new Contents(base, hugePages, purger);
            made = true;
        } finally {
            if (!made) {
                try {
                    reservation.release();
                } finally {
                    reservation.forgotten();
                }
            }
        }
    }

    /**
     * Makes the map's bytes and the records of huge pages [page, end) writable; with a grow lock held.
     *
     * @throws ExhaustedError if the system refuses
     */
    void commitMetadata(int page, int end) {
        long result = reservation.commitMetadata(page, end);
        if (result < 0) {
            throw new ExhaustedError("cannot commit the metadata of " + (end - page) + " huge pages, " + mapped()
                    + " bytes are mapped: " + VirtualMemory.describe(result));
        }
    }

    /**
     * Makes huge pages [page, end) accessible; with a grow lock held.
     *
     * @throws ExhaustedError if the system refuses, or would have nothing left for the JVM
     */
    void commit(int page, int end) {
        long bytes = (end - page) * HugePageTable.BYTES;
        long address = address(page * HugePageTable.UNITS);
        boolean allowed = DataLimit.allows(bytes);
        long result = allowed ? VirtualMemory.commit(address, bytes) : -1;
        if (result < 0) {
            throw new ExhaustedError("cannot commit " + bytes + " bytes, " + mapped() + " are mapped: "
                    + (allowed ? VirtualMemory.describe(result) : DataLimit.describe()));
        }
        advice.committed(address, bytes);
    }

    public SpanMap map() {
        return map;
    }

    public SpanTable table() {
        return table;
    }

    /** Which blocks of whole classes are live, and which large ones. */
    public LiveMarks marks() {
        return marks;
    }

    public int unit(long address) {
        return (int) (address - base >>> Units.SHIFT);
    }

    public long address(int unit) {
        return base + Units.bytes(unit);
    }

    /** Nodes that are kept apart. */
    public int nodes() {
        return arenas.length;
    }

    /** The node whose arena a unit belongs to. */
    public int nodeOf(int unit) {
        return arenas.length == 1 ? 0 : Math.min(unit / unitsPerNode, arenas.length - 1);
    }

    private Arena arena(int unit) {
        return arenas[nodeOf(unit)];
    }

    /**
     * Takes a span for a slab, aligned to its own size if it is shared, and enters its class.
     *
     * @param node whose arena is asked first; the others if its range is exhausted
     * @return its first unit
     * @throws ExhaustedError if the limit or the range is exhausted, or the system refuses memory
     */
    public int allocateSlab(int node, int units, int sizeClass) {
        StackHeadroom.check();
        return marked(
                allocate(
                        node, units, SizeClasses.isWhole(sizeClass) ? 1 : units, sizeClass, SpanMap.body(sizeClass), 0),
                sizeClass);
    }

    /** A slab with room for its mark, if it is a whole one, or none. The mark says whether the block is zero. */
    private int marked(int unit, int sizeClass) {
        if (unit == SpanTable.NONE || !SizeClasses.isWhole(sizeClass)) {
            return unit;
        }
        int units = table.units(unit);
        if (!marks.prepare(unit)) {
            freeSlab(unit, units);
            throw new OutOfMemoryError("no Java heap for the mark of a block");
        }
        marks.carved(address(unit), contents.isZero(unit, units));
        return unit;
    }

    /** Takes a span for a large block that need not be zero. */
    public long allocateLarge(int node, long size, long span, long alignment) {
        return allocateLarge(node, size, span, alignment, false);
    }

    /**
     * Takes a span for a large block.
     *
     * @param size bytes as requested
     * @param span bytes that the block is to have at least
     * @param alignment in bytes, a power of two
     * @param zeroed whether its first {@code size} bytes are to be zero: what the system has zeroed is not touched for
     *     that
     * @return its address
     * @throws ExhaustedError as {@link #allocateSlab}
     */
    public long allocateLarge(int node, long size, long span, long alignment, boolean zeroed) {
        StackHeadroom.check();
        checkFits(span, alignment);
        long aligned = Math.max(1, alignment >>> Units.SHIFT);
        int units = Units.of(Math.max(span, 1));
        int unit = arenas[Math.floorMod(node, arenas.length)].large().takeRecent(units, aligned, size);
        boolean recent = unit != SpanTable.NONE;
        if (!recent) {
            unit = allocate(node, units, aligned, SpanMap.LARGE_HEAD, SpanMap.LARGE_BODY, size);
            if (units <= RecentSpans.MOST_UNITS) {
                marks.prepare(unit); // for the next one there, which does without if there is no heap
            }
        }
        long block = address(unit);
        boolean done = !zeroed;
        try {
            if (zeroed && recent) {
                contents.zero(block, size);
            } else if (zeroed) {
                contents.zeroFresh(unit, size);
            }
            done = true;
        } finally {
            if (!done) {
                freeLarge(block);
            }
        }
        return block;
    }

    private void checkFits(long size, long alignment) {
        if (purger.isClosed()) { // racy: the locks decide; but the message should not speak of memory
            throw new IllegalStateException("the allocator is closed");
        }
        // The last node's part is the longest. Nothing given back would help beyond it.
        if (Math.max(size, alignment) > Units.bytes(unitCount - (arenas.length - 1L) * unitsPerNode)) {
            throw new OutOfMemoryError(describe(size, alignment));
        }
    }

    private int allocate(int node, int units, long alignment, int head, int body, long size) {
        ExhaustedError refusal = null;
        for (int i = 0; i < arenas.length; i++) {
            try {
                int unit = arenas[Math.floorMod(node + i, arenas.length)].allocate(units, alignment, head, body, size);
                if (unit != SpanTable.NONE) {
                    return unit;
                }
            } catch (ExhaustedError e) { // to grow, or the limit: another node may have it free already
                refusal = refusal == null ? e : refusal;
            }
        }
        throw refusal == null ? new ExhaustedError(describe(Units.bytes(units), Units.bytes(alignment))) : refusal;
    }

    /** The same on one node and no other: {@link SpanTable#NONE} if its range is exhausted. */
    public int allocateSlabOn(int node, int units, int sizeClass) {
        StackHeadroom.check();
        int unit = arenas[node].allocate(
                units, SizeClasses.isWhole(sizeClass) ? 1 : units, sizeClass, SpanMap.body(sizeClass), 0);
        return marked(unit, sizeClass);
    }

    /**
     * Gives a slab's span back; its addresses are foreign from now on.
     *
     * @return false if the arenas are closed: then records are zero, and no list may be followed through them
     */
    public boolean freeSlab(int unit, int units) {
        boolean freed = arena(unit).freeSlab(unit, units);
        purger.freed();
        return freed;
    }

    /** Bytes as requested of the large block that starts at an address; -1 if none does. */
    public long largeBytes(long address) {
        int unit = unit(address);
        return startsLarge(address) ? arena(unit).large().requested(unit) : -1;
    }

    /** Bytes of the span behind a large block, which {@link #largeBytes} has confirmed. */
    public long largeSpan(long address) {
        return Units.bytes(table.units(unit(address)));
    }

    /** Whether the span of a large block starts at an address, live or not. */
    public boolean startsLarge(long address) {
        return map.at(address) == SpanMap.LARGE_HEAD && (address & Units.BYTES - 1) == 0;
    }

    /** Frees a large block: false if no large block starts at the address. */
    public boolean freeLarge(long address) {
        StackHeadroom.check();
        if (!startsLarge(address)) {
            return false;
        }
        int unit = unit(address);
        boolean freed = arena(unit).freeLarge(unit);
        purger.freed();
        return freed;
    }

    private boolean cutLarge(int unit, int keep, long size) {
        boolean freed = arena(unit).cutLarge(unit, keep, size);
        purger.freed();
        return freed;
    }

    /**
     * Makes a large block, which {@link #largeBytes} has confirmed, larger or smaller: in place, or by copying its
     * contents.
     *
     * <p>Not by moving pages (mremap): each move leaves two mappings of the kernel that never join others again, of
     * some 65,000 that a process may have, and a refused one may have unmapped the destination.
     *
     * @param alignment in bytes, a power of two, which its address is a multiple of now
     * @return its address now, likewise
     * @throws ExhaustedError as {@link #allocateSlab}; the block is as before
     * @throws IllegalStateException if another thread frees or reallocates the block meanwhile, or closes the allocator
     */
    public long reallocateLarge(int node, long address, long size, long span, long alignment) {
        StackHeadroom.check();
        checkFits(span, alignment);
        int unit = unit(address);
        int units = Units.of(Math.max(span, 1));
        Arena arena = arena(unit);
        if (cutLarge(unit, units, size) || arena.growLarge(unit, units, size)) {
            return address;
        }
        if (!arena.claimLarge(unit)) {
            throw new IllegalStateException(
                    "0x" + Long.toHexString(address) + " was freed or reallocated by another thread meanwhile");
        }
        boolean copied = false;
        try {
            long copy = allocateLarge(node, size, span, alignment);
            contents.copy(address, copy, Math.min(Units.bytes(table.units(unit)), Units.bytes(units)));
            copied = true;
            return copy;
        } finally {
            arena.endClaim(unit, copied);
            purger.freed();
        }
    }

    /** What stands in blocks. */
    public Contents contents() {
        return contents;
    }

    /**
     * One round of maintenance: free memory that has been dirty for long enough goes back to the system.
     *
     * @return bytes given back: at most 128 MiB and what a stretch is longer, so that a call takes some milliseconds
     */
    public long maintain() {
        return maintain(System.nanoTime());
    }

    /** The same at a time of the test's own. */
    long maintain(long now) {
        return purger.maintain(now);
    }

    /** Gives all dirty memory back: bytes. */
    public long trim() {
        StackHeadroom.check();
        return purger.trim();
    }

    /**
     * Keeps purges out, for audits: between two looks none begins or ends. Waits for the one that runs, so with no lock
     * held that a purge or growth may wait for.
     */
    public void pausePurges() {
        purger.pause();
    }

    /** Ends {@link #pausePurges}, by the same thread. */
    public void resumePurges() {
        purger.resume();
    }

    /**
     * Purges until that many units more are within the limit.
     *
     * @throws ExhaustedError if that cannot be
     */
    void makeRoom(long units, long size, long alignment) {
        if (!purger.makeRoom(units)) {
            throw new ExhaustedError(describe(size, alignment));
        }
    }

    /** Waits until no span is on its way to the kernel; with no other lock held. */
    void awaitPurge() {
        purger.await();
    }

    private String describe(long size, long alignment) {
        long limit = mapped.limit();
        long range = Units.bytes(unitCount);
        return "asked for " + size + " bytes"
                + (alignment > Units.BYTES ? " at a multiple of " + alignment : "") + "; " + mapped()
                + " are mapped, of them "
                + Units.bytes(purger.dirtyUnits()) + " free; allowed are " + Math.min(limit, range)
                + (limit < range ? " (the limit)" : " (the reserved address range)");
    }

    /** Bytes that may be resident: spans in use, and free ones that were not purged since. */
    public long mapped() {
        return mapped.bytes();
    }

    public long limit() {
        return mapped.limit();
    }

    /** Most bytes that may be mapped from now on; what is mapped already stays. */
    public void limit(long bytes) {
        mapped.limit(bytes);
    }

    /** Bytes mapped above which {@link #overSoftLimit}; nothing else happens here. */
    public void softLimit(long bytes) {
        mapped.softLimit(bytes);
    }

    public boolean overSoftLimit() {
        return mapped.overSoftLimit();
    }

    /** What the arenas hold, for statistics and audits. */
    public ArenaStats stats() {
        ArenaStats.Sum sum = new ArenaStats.Sum();
        for (Arena arena : arenas) {
            arena.addTo(sum);
        }
        return sum.stats(mapped, purger, Units.bytes(unitCount), metadataTouched(sum.committed));
    }

    /** Upper bound of the metadata that has been written: records and map bytes below the frontiers. */
    private long metadataTouched(long committed) {
        long units = committed >>> Units.SHIFT;
        long bytes = units + (units << SpanTable.RECORD_SHIFT) + HugePageTable.bytes(committed / HugePageTable.BYTES);
        return bytes == 0 ? 0 : bytes + 3L * arenas.length * Machine.pageSize();
    }

    /** Sees one span: first unit, units, the map's byte, and of a free span the units that are dirty. */
    @FunctionalInterface
    public interface SpanVisitor {
        void visit(int unit, int units, int entry, int dirtyUnits);
    }

    /** Every span below the frontiers, in the order of addresses, under one arena's lock after the other. */
    public void forEach(SpanVisitor visitor) {
        for (Arena arena : arenas) {
            arena.forEach(visitor);
        }
    }

    /** The map's byte of a unit, for audits. */
    public int mapByte(int unit) {
        return map.get(unit);
    }

    /** Address and bytes of the whole range, for whoever asks the system about it. */
    public long[] range() {
        return new long[] {base, Units.bytes(unitCount)};
    }

    /**
     * Unmaps the blocks, as soon as nobody of the allocator touches them, and gives the metadata to the next one.
     * Again: what was left to do. With no lock held.
     */
    public void close() {
        purger.close(); // afterwards nobody writes metadata
        contents.await();
        if (!released) {
            reservation.release();
            mapped.clear();
            released = true;
        }
    }

    /** The allocator's object is collected: no call is under way. */
    public void forgotten() {
        reservation.forgotten();
    }

    /** Address and bytes of the metadata, for whoever asks the system about it. */
    public long[] metadataRange() {
        return reservation.metadataRange();
    }
}

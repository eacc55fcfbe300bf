package org.ccache.allocator.arena;

import org.ccache.os.Machine;
import org.ccache.os.VirtualMemory;

/** The address space of an allocator's arenas and their metadata: both ranges or none. */
final class Reservation {
    private static final long MIN_BYTES = 64 << 20;
    private static final long LEAST_DEFAULT = 4L << 30;
    private static final long MOST_DEFAULT = 256L << 30;

    private long bytes;
    private long mapping;
    private Metadata metadata;
    private boolean unmapped; // by who closes

    private Reservation() {}

    /**
     * As much as the options want, or, if they leave it open, as the machine and the other allocators suggest; then
     * half of it while the system refuses.
     *
     * @throws OutOfMemoryError if the address space is refused
     */
    static Reservation of(ArenaOptions options) {
        boolean exact = options.reserve() != ArenaOptions.DEFAULT;
        Reservation made = new Reservation();
        long wanted = exact ? options.reserve() : Math.max(MIN_BYTES, AddressSpace.part(useful()));
        for (made.bytes = wanted & -HugePageTable.BYTES; ; made.bytes = made.bytes / 2 & -HugePageTable.BYTES) {
            long refused = made.reserve();
            if (refused == 0) {
                AddressSpace.take(made.total());
                return made;
            }
            if (exact || made.bytes / 2 < MIN_BYTES) {
                throw new OutOfMemoryError("cannot reserve " + made.bytes + " bytes of address space: "
                        + VirtualMemory.describe(refused)
                        + " (is it limited, as by ulimit -v, or are there too many mappings, vm.max_map_count?)");
            }
        }
    }

    /** 0, or a negative errno, and nothing is reserved. */
    private long reserve() {
        mapping = VirtualMemory.reserve(mappingBytes());
        if (mapping < 0) {
            return mapping;
        }
        boolean both = false;
        try {
            metadata = Metadata.take(metadataBytes());
            both = metadata.refused() == 0;
            return metadata.refused();
        } finally {
            if (!both) {
                VirtualMemory.release(mapping, mappingBytes());
            }
        }
    }

    /** More than twice the memory there is cannot be of use; but not less than 4 GiB, nor more than 256. */
    private static long useful() {
        long memory = Math.min(Machine.memoryLimit(), MOST_DEFAULT);
        return Math.clamp(2 * Long.highestOneBit(2 * memory - 1), LEAST_DEFAULT, MOST_DEFAULT);
    }

    /** A page before and after, and as much as the alignment of the base may need. */
    private long mappingBytes() {
        return bytes + HugePageTable.BYTES + 2L * Machine.pageSize();
    }

    /** One map byte and one record for each unit, one record for each huge page. */
    private long metadataBytes() {
        return pages(units()) + pages(units() << SpanTable.RECORD_SHIFT) + pages(HugePageTable.bytes(hugePages()));
    }

    private static long pages(long size) {
        return size + Machine.pageSize() - 1 & -Machine.pageSize();
    }

    private long total() {
        return mappingBytes() + metadata.bytes();
    }

    long units() {
        return bytes >>> Units.SHIFT;
    }

    int hugePages() {
        return (int) (bytes / HugePageTable.BYTES);
    }

    /** Address of the first unit, a multiple of 2 MiB. */
    long base() {
        return mapping + Machine.pageSize() + HugePageTable.BYTES - 1 & -HugePageTable.BYTES;
    }

    long map() {
        return metadata.address();
    }

    long table() {
        return map() + pages(units());
    }

    long hugePageTable() {
        return table() + pages(units() << SpanTable.RECORD_SHIFT);
    }

    /** Makes the map's bytes and the records of some huge pages writable: 0, or a negative errno. */
    long commitMetadata(int page, int end) {
        long from = (long) page * HugePageTable.UNITS;
        long to = (long) end * HugePageTable.UNITS;
        long refused = metadata.commit(map() + from, map() + to);
        if (refused >= 0) {
            refused = metadata.commit(
                    table() + (from << SpanTable.RECORD_SHIFT), table() + (to << SpanTable.RECORD_SHIFT));
        }
        if (refused >= 0) {
            refused = metadata.commit(
                    hugePageTable() + HugePageTable.bytes(page), hugePageTable() + HugePageTable.bytes(end));
        }
        return refused;
    }

    /** Unmaps the blocks; the metadata goes to the next allocator. Again, after an error: what was left to do. */
    void release() {
        if (!unmapped) {
            VirtualMemory.release(mapping, mappingBytes()); // an error comes before the system is asked, or not at all
            unmapped = true; // afterwards the range may be somebody else's
            AddressSpace.giveBack(total());
        }
        metadata.giveBack();
    }

    /** The allocator's object is collected: no call is under way. */
    void forgotten() {
        metadata.forgotten();
    }

    /** Address and bytes of the metadata. */
    long[] metadataRange() {
        return new long[] {metadata.address(), metadata.bytes()};
    }
}

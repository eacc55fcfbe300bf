package org.ccache.bench.research.explain;

/** The fields of struct rseq (include/uapi/linux/rseq.h), in their order. */
enum RseqField {
    CPU_ID_START(0, 4, "4.18", "the CPU, always a valid number: for addresses"),
    CPU_ID(4, 4, "4.18", "the CPU; negative: thread not registered"),
    RSEQ_CS(8, 8, "4.18", "the active descriptor; the kernel clears it"),
    FLAGS(16, 4, "4.18", "dead since 6.1; state of slices from 7.0"),
    NODE_ID(20, 4, "6.3", "the NUMA node of the CPU"),
    MM_CID(24, 4, "6.3", "concurrency id, unique among running threads");

    private final int offset;
    private final int bytes;
    private final String since;
    private final String meaning;

    RseqField(int offset, int bytes, String since, String meaning) {
        this.offset = offset;
        this.bytes = bytes;
        this.since = since;
        this.meaning = meaning;
    }

    int offset() {
        return offset;
    }

    int end() {
        return offset + bytes;
    }

    String since() {
        return since;
    }

    String meaning() {
        return meaning;
    }

    /** Its value in the area at that address, of whatever thread. */
    long read(long area) {
        return bytes == Long.BYTES ? RawMemory.word64(area + offset) : RawMemory.word32(area + offset);
    }

    /** As a reader wants it: an address in hexadecimal, a number in decimal. */
    String show(long value) {
        return this == RSEQ_CS ? "0x" + Long.toHexString(value) : Long.toString(value);
    }
}

package org.ccache.bench.trace;

/**
 * Layout of the trace file: gzip of
 *
 * <pre>
 *   8 bytes   magic "CCTRACE1"
 *   text      program: varint length, then UTF-8
 *   varint    events
 *   varint    threads
 *   varint    blocks
 *   column    operations   one byte per event: {@link TraceOp#code()}
 *   column    threads      runs of events of one thread: varint thread, varint length
 *   column    sizes        one varint per block, in order of acquisition
 *   column    alignments   one byte per ALIGNED event: log2 of the alignment
 *   column    releases     one varint per FREE or REALLOC event: age of the released block
 * </pre>
 *
 * A column is a varint length in bytes and the bytes. Columns instead of records, because like next to like is what
 * gzip compresses well. The age of a block is the number of live blocks acquired after it: 0 for the youngest live
 * block. Programs free young blocks most of the time, so ages are small numbers, and they stay small however long the
 * trace is.
 */
final class TraceFormat {
    static final byte[] MAGIC = {'C', 'C', 'T', 'R', 'A', 'C', 'E', '1'};

    /** Bounds that keep a damaged header from asking for absurd memory. */
    static final int MAX_EVENTS = 1 << 26; // 64 Mi

    static final int MAX_THREADS = 1 << 16;
    static final int MAX_TEXT_BYTES = 1 << 16;
    static final int MAX_BYTES = 1 << 29; // 512 MiB uncompressed

    private TraceFormat() {}
}

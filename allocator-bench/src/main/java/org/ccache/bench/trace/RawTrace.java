package org.ccache.bench.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The records of a raw trace, as the recorder left them; its layout is described in {@code raw_trace.h}.
 *
 * <p>Records are kept as columns in the order of the file: sorted within each thread, in no order between threads.
 */
final class RawTrace {
    private static final long MAGIC = 0x3130_5752_4152_4343L;
    private static final int HEADER_BYTES = 4096;
    private static final int CHUNK_HEADER_BYTES = 16;
    private static final int MAX_BYTES = 1 << 30; // one Java array

    private final String source;
    private int count;
    private long lost;
    private long lastOrder;
    private TraceOp[] ops = new TraceOp[1024];
    private int[] threads = new int[1024];
    private long[] releaseOrders = new long[1024];
    private long[] releaseAddresses = new long[1024];
    private long[] acquireOrders = new long[1024];
    private long[] acquireAddresses = new long[1024];
    private long[] sizes = new long[1024];
    private int[] alignments = new int[1024];

    private RawTrace(String source) {
        this.source = source;
    }

    static RawTrace read(Path file) throws IOException {
        long length = Files.size(file);
        if (length > MAX_BYTES) {
            throw new TraceFormatException(
                    file.toString(), 0, "raw trace of " + length + " bytes, more than " + MAX_BYTES);
        }
        RawTrace raw = new RawTrace(file.toString());
        raw.decode(Files.readAllBytes(file));
        return raw;
    }

    private void decode(byte[] bytes) throws TraceFormatException {
        TraceBytes header = new TraceBytes(source, bytes, 0, bytes.length);
        if (bytes.length < HEADER_BYTES || header.int64("magic") != MAGIC) {
            throw new TraceFormatException(source, 0, "not a raw trace: magic \"CCRARW01\" expected");
        }
        int chunkBytes = header.int32("chunk size");
        int chunks = header.int32("number of chunks");
        header.int32("process");
        header.int32("number of threads");
        lost = header.int64("lost events");
        chunks = Math.min(chunks, header.int32("used chunks"));
        if (chunkBytes <= CHUNK_HEADER_BYTES || chunks < 0 || chunks > (bytes.length - HEADER_BYTES) / chunkBytes) {
            throw header.error(chunks + " chunks of " + chunkBytes + " bytes do not fit the file");
        }
        for (int chunk = 0; chunk < chunks; chunk++) {
            int start = HEADER_BYTES + chunk * chunkBytes;
            decodeChunk(new TraceBytes(source, bytes, start, start + chunkBytes));
        }
    }

    private void decodeChunk(TraceBytes chunk) throws TraceFormatException {
        int thread = chunk.int32("thread of a chunk");
        int used = chunk.int32("used bytes of a chunk");
        long order = chunk.int64("first order of a chunk");
        TraceBytes in = chunk.section("chunk", used);
        long address = 0;
        while (!in.atEnd()) {
            growTo(count + 1);
            TraceOp op = operation(in);
            ops[count] = op;
            threads[count] = thread;
            alignments[count] = Trace.NONE;
            if (op.releases()) {
                order += in.varint("order");
                address += in.zigzag("address");
                releaseOrders[count] = order;
                releaseAddresses[count] = address;
            }
            if (op.acquires()) {
                order += in.varint("order");
                address += in.zigzag("address");
                acquireOrders[count] = order;
                acquireAddresses[count] = address;
                sizes[count] = in.varint("size");
            }
            if (op == TraceOp.ALIGNED) {
                alignments[count] = in.count("alignment", Long.SIZE - 1);
            }
            lastOrder = Math.max(lastOrder, order);
            count++;
        }
    }

    private static TraceOp operation(TraceBytes in) throws TraceFormatException {
        try {
            return TraceOp.of(in.unsignedByte("operation"));
        } catch (IllegalArgumentException e) {
            throw in.error(e.getMessage());
        }
    }

    private void growTo(int capacity) {
        if (capacity > ops.length) {
            int grown = ops.length * 2;
            ops = Arrays.copyOf(ops, grown);
            threads = Arrays.copyOf(threads, grown);
            releaseOrders = Arrays.copyOf(releaseOrders, grown);
            releaseAddresses = Arrays.copyOf(releaseAddresses, grown);
            acquireOrders = Arrays.copyOf(acquireOrders, grown);
            acquireAddresses = Arrays.copyOf(acquireAddresses, grown);
            sizes = Arrays.copyOf(sizes, grown);
            alignments = Arrays.copyOf(alignments, grown);
        }
    }

    String source() {
        return source;
    }

    int count() {
        return count;
    }

    /** Events the recorder saw and could not write. */
    long lost() {
        return lost;
    }

    /** The largest order number of any record. */
    long lastOrder() {
        return lastOrder;
    }

    TraceOp op(int record) {
        return ops[record];
    }

    /** The recorder's number of the thread. */
    int thread(int record) {
        return threads[record];
    }

    long releaseOrder(int record) {
        return releaseOrders[record];
    }

    long releaseAddress(int record) {
        return releaseAddresses[record];
    }

    long acquireOrder(int record) {
        return acquireOrders[record];
    }

    long acquireAddress(int record) {
        return acquireAddresses[record];
    }

    long size(int record) {
        return sizes[record];
    }

    /** Log2 of the alignment asked for; {@link Trace#NONE} unless the operation is {@link TraceOp#ALIGNED}. */
    int alignmentLog2(int record) {
        return alignments[record];
    }
}

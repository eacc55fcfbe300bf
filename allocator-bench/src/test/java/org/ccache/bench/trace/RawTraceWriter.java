package org.ccache.bench.trace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Builds raw traces by hand, one chunk after the other, the way {@code raw_trace.h} describes them. */
final class RawTraceWriter {
    private static final int CHUNK_BYTES = 256;

    private final List<ByteBuffer> chunks = new ArrayList<>();
    private ByteBuffer chunk;
    private long order;
    private long address;

    RawTraceWriter chunk(int thread, long base) {
        chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        chunk.putInt(thread).putInt(0).putLong(base);
        chunks.add(chunk);
        order = base;
        address = 0;
        return this;
    }

    RawTraceWriter malloc(long atOrder, long block, long size) {
        return code(1).order(atOrder).address(block).varint(size).end();
    }

    RawTraceWriter aligned(long atOrder, long block, long size, int alignmentLog2) {
        return code(3).order(atOrder)
                .address(block)
                .varint(size)
                .varint(alignmentLog2)
                .end();
    }

    RawTraceWriter free(long atOrder, long block) {
        return code(4).order(atOrder).address(block).end();
    }

    RawTraceWriter realloc(long releaseOrder, long old, long atOrder, long block, long size) {
        return code(5).order(releaseOrder)
                .address(old)
                .order(atOrder)
                .address(block)
                .varint(size)
                .end();
    }

    RawTraceWriter code(int code) {
        chunk.put((byte) code);
        return this;
    }

    private RawTraceWriter order(long value) {
        varint(value - order);
        order = value;
        return this;
    }

    private RawTraceWriter address(long value) {
        long difference = value - address;
        address = value;
        return varint(difference << 1 ^ difference >> 63);
    }

    private RawTraceWriter varint(long value) {
        long rest = value;
        for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
            chunk.put((byte) (rest | 0x80));
        }
        chunk.put((byte) rest);
        return this;
    }

    /** Makes what was put so far count. */
    RawTraceWriter end() {
        chunk.putInt(Integer.BYTES, chunk.position() - 16);
        return this;
    }

    byte[] bytes(long lost) {
        ByteBuffer file =
                ByteBuffer.allocate(4096 + chunks.size() * CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(0x3130_5752_4152_4343L).putInt(CHUNK_BYTES).putInt(chunks.size());
        file.putInt(1).putInt(chunks.size()).putLong(lost).putInt(chunks.size() + 5);
        for (int i = 0; i < chunks.size(); i++) {
            file.put(4096 + i * CHUNK_BYTES, chunks.get(i).array());
        }
        return file.array();
    }
}

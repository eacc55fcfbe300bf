package org.ccache.bench.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes trace files, see {@link TraceFormat}. The same trace gives the same bytes. */
public final class TraceWriter {
    private TraceWriter() {}

    /** Writes a trace, replacing the file if it exists. */
    public static void write(Trace trace, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            write(trace, out);
        }
    }

    /** Writes a trace to a stream, which stays open. */
    public static void write(Trace trace, OutputStream out) throws IOException {
        Compressor compressor = new Compressor(out);
        compressor.write(encode(trace));
        compressor.finish();
    }

    private static final class Compressor extends GZIPOutputStream {
        Compressor(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    /** The uncompressed stream. */
    static byte[] encode(Trace trace) {
        Column out = new Column();
        out.writeBytes(TraceFormat.MAGIC);
        byte[] program = trace.program().getBytes(StandardCharsets.UTF_8);
        out.varint(program.length);
        out.writeBytes(program);
        out.varint(trace.events());
        out.varint(trace.threads());
        out.varint(trace.blocks());
        out.column(operations(trace));
        out.column(threads(trace));
        out.column(sizes(trace));
        out.column(alignments(trace));
        out.column(releases(trace));
        return out.toByteArray();
    }

    private static Column operations(Trace trace) {
        Column column = new Column();
        for (int event = 0; event < trace.events(); event++) {
            column.write(trace.op(event).code());
        }
        return column;
    }

    private static Column threads(Trace trace) {
        Column column = new Column();
        int start = 0;
        for (int event = 1; event <= trace.events(); event++) {
            if (event == trace.events() || trace.thread(event) != trace.thread(start)) {
                column.varint(trace.thread(start));
                column.varint(event - start);
                start = event;
            }
        }
        return column;
    }

    private static Column sizes(Trace trace) {
        Column column = new Column();
        for (int block = 0; block < trace.blocks(); block++) {
            column.varint(trace.size(block));
        }
        return column;
    }

    private static Column alignments(Trace trace) {
        Column column = new Column();
        for (int event = 0; event < trace.events(); event++) {
            if (trace.op(event) == TraceOp.ALIGNED) {
                column.write(Long.numberOfTrailingZeros(trace.alignment(trace.acquired(event))));
            }
        }
        return column;
    }

    private static Column releases(Trace trace) {
        Column column = new Column();
        LiveOrder live = new LiveOrder(trace.blocks());
        for (int event = 0; event < trace.events(); event++) {
            TraceOp op = trace.op(event);
            if (op.releases()) {
                column.varint(live.age(trace.released(event)));
                live.remove(trace.released(event));
            }
            if (op.acquires()) {
                live.add(trace.acquired(event));
            }
        }
        return column;
    }

    private static final class Column extends ByteArrayOutputStream {
        void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            write((int) rest);
        }

        void column(Column column) {
            varint(column.size());
            writeBytes(column.toByteArray());
        }
    }
}

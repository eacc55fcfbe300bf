package org.ccache.bench.trace;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Writes traces in the text formats of others, and says what can be read back from those. */
final class ForeignTraces {
    private ForeignTraces() {}

    static Trace read(String text, String source) throws IOException {
        return TraceReader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)), source);
    }

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }

    /** The trace in the terms of a format that knows one way to allocate, and a realloc or not. */
    static Trace plain(Trace trace, String program, boolean realloc) {
        TraceBuilder builder = new TraceBuilder(program);
        int[] block = new int[trace.blocks()];
        for (int event = 0; event < trace.events(); event++) {
            int acquired = trace.acquired(event);
            int released = trace.released(event);
            boolean both = acquired != Trace.NONE && released != Trace.NONE;
            if (both && realloc) {
                block[acquired] = builder.realloc(0, block[released], trace.size(acquired));
                continue;
            }
            if (released != Trace.NONE) {
                builder.free(0, block[released]);
            }
            if (acquired != Trace.NONE) {
                block[acquired] = builder.malloc(0, trace.size(acquired));
            }
        }
        return builder.build();
    }

    /** The events as the malloc lab writes them; ids are used again. */
    static String csapp(Trace trace) {
        int[] id = new int[trace.blocks()];
        ArrayDeque<Integer> free = new ArrayDeque<>();
        int ids = 0;
        StringBuilder events = new StringBuilder();
        for (int event = 0; event < trace.events(); event++) {
            int acquired = trace.acquired(event);
            int released = trace.released(event);
            if (acquired == Trace.NONE) {
                events.append("f ").append(id[released]).append('\n');
                free.add(id[released]);
                continue;
            }
            boolean moves = released != Trace.NONE;
            if (moves) {
                id[acquired] = id[released];
            } else {
                id[acquired] = free.isEmpty() ? ids++ : free.remove();
            }
            events.append(moves ? "r " : "a ")
                    .append(id[acquired])
                    .append(' ')
                    .append(trace.size(acquired))
                    .append('\n');
        }
        return "20000\n" + ids + "\n" + trace.events() + "\n1\n" + events;
    }

    /** The events as wee_alloc writes them. */
    static String weeAlloc(Trace trace) {
        StringBuilder text = new StringBuilder();
        for (int event = 0; event < trace.events(); event++) {
            if (trace.released(event) != Trace.NONE) {
                text.append("Free(").append(trace.released(event)).append("),\n");
            }
            if (trace.acquired(event) != Trace.NONE) {
                text.append("Alloc(").append(trace.size(trace.acquired(event))).append("),\n");
            }
        }
        return text.toString();
    }

    /** Whether two traces have the same program and events. */
    static boolean same(Trace one, Trace other) {
        return Arrays.equals(TraceWriter.encode(one), TraceWriter.encode(other));
    }
}

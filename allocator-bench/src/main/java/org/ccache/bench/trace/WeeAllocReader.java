package org.ccache.bench.trace;

import java.util.BitSet;

/**
 * Reads the traces of wee_alloc, called {@code .trace}: {@code Alloc(SIZE),} or {@code Free(INDEX),} a line, where an
 * index counts the allocations of the file from 0. Their recorder writes a realloc as a free and an allocation.
 *
 * <p>wee_alloc's own test ignores a free of what is not live. Here it is a defect: their recorder never writes one. A
 * file cut between two lines cannot be told from a whole one.
 */
final class WeeAllocReader {
    private static final String ALLOC = "Alloc(";
    private static final String FREE = "Free(";
    private static final String END = "),";

    private WeeAllocReader() {}

    static Trace read(byte[] bytes, String source) throws TraceFormatException {
        TextTrace in = new TextTrace(bytes, source);
        TraceBuilder builder = new TraceBuilder(in.program());
        BitSet live = new BitSet();
        while (in.advance()) {
            if (builder.events() == TraceFormat.MAX_EVENTS) {
                throw in.error("more than " + TraceFormat.MAX_EVENTS + " operations");
            }
            if (in.line().startsWith(ALLOC)) {
                live.set(builder.malloc(0, in.number(argument(in, ALLOC), "size", TraceBuilder.MAX_SIZE)));
            } else if (in.line().startsWith(FREE)) {
                int index = (int) in.number(argument(in, FREE), "index", TraceFormat.MAX_EVENTS);
                if (!live.get(index)) {
                    throw in.error("allocation " + index + " is not live");
                }
                live.clear(index);
                builder.free(0, index); // the builder numbers blocks as the file does
            } else {
                throw in.unknown();
            }
        }
        return builder.build();
    }

    private static String argument(TextTrace in, String operation) throws TraceFormatException {
        if (!in.line().endsWith(END)) {
            throw in.error("\"" + operation + "\" without \"" + END + "\" at the end of the line");
        }
        return in.line().substring(operation.length(), in.line().length() - END.length());
    }
}

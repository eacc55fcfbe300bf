package org.ccache.bench.trace;

import java.util.Arrays;

/**
 * Reads the traces of the CS:APP malloc lab, usually called {@code .rep}: four numbers (suggested heap size, number of
 * ids, number of operations, weight), then an operation a line:
 *
 * <pre>
 *   a ID SIZE   malloc
 *   r ID SIZE   realloc
 *   f ID        free
 * </pre>
 *
 * Of the header, the number of ids bounds the ids and the number of operations shows whether the file is whole. An id
 * may be used again when its block was freed.
 */
final class CsappReader {
    private static final int HEADER_NUMBERS = 4;

    private final TextTrace in;
    private final TraceBuilder builder;
    private int[] blockOf = {}; // by id: its live block, or NONE
    private int operations;

    private CsappReader(byte[] bytes, String source) {
        this.in = new TextTrace(bytes, source);
        this.builder = new TraceBuilder(in.program());
    }

    static Trace read(byte[] bytes, String source) throws TraceFormatException {
        return new CsappReader(bytes, source).read();
    }

    private Trace read() throws TraceFormatException {
        readHeader();
        while (in.advance()) {
            if (builder.events() == operations) {
                throw in.error("more than the " + operations + " operations that the header announces");
            }
            readOperation(in.line().split("\\s+", -1));
        }
        if (builder.events() < operations) {
            throw in.error("ends after " + builder.events() + " of " + operations + " operations");
        }
        return builder.build();
    }

    /** The original reads words, so the four may stand in one line or in four. */
    private void readHeader() throws TraceFormatException {
        long[] header = new long[HEADER_NUMBERS];
        int count = 0;
        while (count < HEADER_NUMBERS) {
            if (!in.advance()) {
                throw in.error("header has " + count + " of " + HEADER_NUMBERS + " numbers");
            }
            for (String word : in.line().split("\\s+", -1)) {
                if (count == HEADER_NUMBERS) {
                    throw in.error("header of more than " + HEADER_NUMBERS + " numbers");
                }
                boolean bounded = count == 1 || count == 2;
                header[count++] = in.number(word, "header number", bounded ? TraceFormat.MAX_EVENTS : Long.MAX_VALUE);
            }
        }
        blockOf = new int[(int) header[1]];
        Arrays.fill(blockOf, Trace.NONE);
        operations = (int) header[2];
    }

    private void readOperation(String[] words) throws TraceFormatException {
        boolean sized = words[0].equals("a") || words[0].equals("r");
        if (!sized && !words[0].equals("f")) {
            throw in.unknown();
        }
        if (words.length != (sized ? 3 : 2)) {
            throw in.error("\"" + words[0] + "\" takes " + (sized ? "an id and a size" : "an id") + ", the line has "
                    + (words.length - 1) + " words after it");
        }
        int id = (int) in.number(words[1], "id", blockOf.length - 1L);
        long size = sized ? in.number(words[2], "size", TraceBuilder.MAX_SIZE) : 0;
        boolean live = blockOf[id] != Trace.NONE;
        if (live && words[0].equals("a")) {
            throw in.error("id " + id + " is used twice: its block is live");
        }
        if (!live && !words[0].equals("a")) {
            throw in.error("id " + id + " is not live");
        }
        switch (words[0]) {
            case "a" -> blockOf[id] = builder.malloc(0, size);
            case "r" -> blockOf[id] = builder.realloc(0, blockOf[id], size);
            default -> {
                builder.free(0, blockOf[id]);
                blockOf[id] = Trace.NONE;
            }
        }
    }
}

package org.ccache.bench.trace;

/** Decodes the uncompressed stream of a trace file, see {@link TraceFormat}, and checks everything it says. */
final class TraceDecoder {
    private final TraceBytes in;
    private final String program;
    private final int events;
    private final int threads;
    private final int blocks;
    private final TraceBytes operations;
    private final TraceBytes threadRuns;
    private final TraceBytes sizes;
    private final TraceBytes alignments;
    private final TraceBytes releases;
    private final LiveOrder live;
    private final TraceBuilder builder;
    private int runThread;
    private int runLeft;

    TraceDecoder(byte[] bytes, String source) throws TraceFormatException {
        in = new TraceBytes(source, bytes, 0, bytes.length);
        for (byte expected : TraceFormat.MAGIC) {
            if (in.atEnd() || in.unsignedByte("magic") != expected) {
                throw in.error("not a trace: magic \"CCTRACE1\" expected");
            }
        }
        program = in.text("program", TraceFormat.MAX_TEXT_BYTES);
        events = in.count("number of events", TraceFormat.MAX_EVENTS);
        threads = in.count("number of threads", TraceFormat.MAX_THREADS);
        blocks = in.count("number of blocks", events);
        operations = column("operations");
        threadRuns = column("threads");
        sizes = column("sizes");
        alignments = column("alignments");
        releases = column("releases");
        if (!in.atEnd()) {
            throw in.error(in.remaining() + " bytes after the last column");
        }
        if (operations.remaining() != events) { // also bounds what the arrays below may take
            throw in.error("column of operations has " + operations.remaining() + " bytes for " + events + " events");
        }
        live = new LiveOrder(blocks);
        builder = new TraceBuilder(program);
    }

    private TraceBytes column(String name) throws TraceFormatException {
        int length = in.count("length of the column of " + name, TraceFormat.MAX_BYTES);
        return in.section("column of " + name, length);
    }

    Trace decode() throws TraceFormatException {
        for (int event = 0; event < events; event++) {
            decodeEvent();
        }
        requireEnd(threadRuns, "threads");
        requireEnd(sizes, "sizes");
        requireEnd(alignments, "alignments");
        requireEnd(releases, "releases");
        if (runLeft != 0) {
            throw threadRuns.error("last run of events is longer than the trace by " + runLeft);
        }
        if (builder.threads() != threads || builder.blocks() != blocks) {
            throw in.error("header announces " + threads + " threads and " + blocks + " blocks, events have "
                    + builder.threads() + " and " + builder.blocks());
        }
        return builder.build();
    }

    private void decodeEvent() throws TraceFormatException {
        int thread = nextThread();
        TraceOp op = nextOperation();
        int released = op.releases() ? nextRelease() : Trace.NONE;
        if (op.acquires()) {
            if (builder.blocks() == blocks) {
                throw operations.error("more blocks than the " + blocks + " announced");
            }
            live.add(builder.blocks());
        }
        try {
            switch (op) {
                case MALLOC -> builder.malloc(thread, sizes.varint("size"));
                case CALLOC -> builder.calloc(thread, sizes.varint("size"));
                case ALIGNED -> builder.aligned(thread, sizes.varint("size"), alignments.unsignedByte("alignment"));
                case FREE -> builder.free(thread, released);
                case REALLOC -> builder.realloc(thread, released, sizes.varint("size"));
            }
        } catch (IllegalArgumentException e) {
            throw operations.error(e.getMessage());
        }
    }

    private int nextThread() throws TraceFormatException {
        if (runLeft == 0) {
            runThread = threadRuns.count("thread", TraceFormat.MAX_THREADS);
            runLeft = threadRuns.count("length of a run of events", TraceFormat.MAX_EVENTS);
            if (runLeft == 0) {
                throw threadRuns.error("empty run of events");
            }
        }
        runLeft--;
        return runThread;
    }

    private TraceOp nextOperation() throws TraceFormatException {
        int code = operations.unsignedByte("operation");
        try {
            return TraceOp.of(code);
        } catch (IllegalArgumentException e) {
            throw operations.error(e.getMessage());
        }
    }

    private int nextRelease() throws TraceFormatException {
        int age = releases.count("age of a released block", TraceFormat.MAX_EVENTS);
        if (age >= live.live()) {
            throw releases.error("age " + age + " of a released block, but only " + live.live() + " blocks are live");
        }
        int block = live.ofAge(age);
        live.remove(block);
        return block;
    }

    private static void requireEnd(TraceBytes column, String name) throws TraceFormatException {
        if (!column.atEnd()) {
            throw column.error(column.remaining() + " bytes too many in the column of " + name);
        }
    }
}

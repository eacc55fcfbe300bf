package org.ccache.bench.trace;

import java.io.IOException;

/** A trace file that is cut short, damaged, or no trace at all. */
public final class TraceFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String source;
    private final long position;
    private final String reason;

    private TraceFormatException(String source, String unit, long position, String reason) {
        super(source + ": at " + unit + " " + position + ": " + reason);
        this.source = source;
        this.position = position;
        this.reason = reason;
    }

    /**
     * A defect at a place.
     *
     * @param source the file, for the message
     * @param position byte in the uncompressed stream where reading stopped
     * @param reason what is wrong there
     */
    public TraceFormatException(String source, long position, String reason) {
        this(source, "byte", position, reason);
    }

    /** A defect in a line of text, counted from 1. */
    static TraceFormatException atLine(String source, long line, String reason) {
        return new TraceFormatException(source, "line", line, reason);
    }

    /** The same, caused by the failure of a lower layer. */
    public TraceFormatException(String source, long position, String reason, Throwable cause) {
        this(source, position, reason);
        initCause(cause);
    }

    /** The file. */
    public String source() {
        return source;
    }

    /** Byte in the uncompressed stream, or line of a text, where reading stopped. */
    public long position() {
        return position;
    }

    /** What is wrong there. */
    public String reason() {
        return reason;
    }
}

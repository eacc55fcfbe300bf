package org.ccache.bench.trace;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads trace files. Whatever is wrong with one ends in a {@link TraceFormatException}. */
public final class TraceReader {
    private static final int PIECE_BYTES = 1 << 14;

    private TraceReader() {}

    /**
     * Reads a file.
     *
     * @throws TraceFormatException if it is damaged, cut short or no trace
     * @throws IOException if it cannot be opened
     */
    public static Trace read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        }
    }

    /** Reads a stream to its end and leaves it open; {@code source} names it in messages. */
    public static Trace read(InputStream in, String source) throws IOException {
        return new TraceDecoder(decompress(in, source), source).decode();
    }

    // Inflates piece by piece to know how far it came: the reason of a failure is gzip's, the position is ours.
    private static byte[] decompress(InputStream in, String source) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 20);
        byte[] piece = new byte[PIECE_BYTES];
        try {
            GZIPInputStream gzip = new GZIPInputStream(in, PIECE_BYTES);
            for (int length = gzip.read(piece); length >= 0; length = gzip.read(piece)) {
                if (out.size() + length > TraceFormat.MAX_BYTES) {
                    throw new TraceFormatException(
                            source, out.size(), "longer than " + TraceFormat.MAX_BYTES + " bytes");
                }
                out.write(piece, 0, length);
            }
        } catch (TraceFormatException e) {
            throw e;
        } catch (IOException e) {
            String reason = e instanceof EOFException ? "ends early" : e.getMessage();
            throw new TraceFormatException(source, out.size(), "compressed stream: " + reason, e);
        }
        return out.toByteArray();
    }
}

package org.ccache.bench.trace;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Reads trace files: ours ({@link TraceFormat}), and two text formats of others ({@link CsappReader},
 * {@link WeeAllocReader}), plain or compressed by gzip. What a file is, its first bytes say: ours begins with a magic,
 * wee_alloc's with an operation, the malloc lab's with a number. Where they say nothing, the end of the name decides.
 * Whatever is wrong with a file ends in a {@link TraceFormatException}.
 */
public final class TraceReader {
    private static final int PIECE_BYTES = 1 << 14;
    private static final int SNIFFED_BYTES = 64;
    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
    private static final String MAGIC = new String(TraceFormat.MAGIC, StandardCharsets.ISO_8859_1);

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
        PushbackInputStream start = new PushbackInputStream(in, 2);
        byte[] magic = start.readNBytes(2);
        start.unread(magic);
        if (Arrays.equals(magic, GZIP_MAGIC)) {
            byte[] bytes = decompress(start, source);
            return format(bytes, source, Format.OURS).read(bytes, source);
        }
        byte[] bytes = start.readNBytes(TraceFormat.MAX_BYTES + 1);
        if (bytes.length > TraceFormat.MAX_BYTES) {
            throw tooLong(source, TraceFormat.MAX_BYTES);
        }
        return format(bytes, source, Format.COMPRESSED).read(bytes, source);
    }

    private interface Format {
        Format OURS = (bytes, source) -> new TraceDecoder(bytes, source).decode();

        /** Ours too, but damaged at the first byte: gzip says how. */
        Format COMPRESSED = (bytes, source) -> OURS.read(decompress(new ByteArrayInputStream(bytes), source), source);

        Trace read(byte[] bytes, String source) throws IOException;
    }

    private static Format format(byte[] bytes, String source, Format otherwise) {
        String begin = new String(bytes, 0, Math.min(bytes.length, SNIFFED_BYTES), StandardCharsets.ISO_8859_1).strip();
        String name = source.endsWith(".gz") ? source.substring(0, source.length() - ".gz".length()) : source;
        if (begin.startsWith(MAGIC)) {
            return otherwise;
        }
        if (begin.startsWith("Alloc(") || begin.startsWith("Free(")) {
            return WeeAllocReader::read;
        }
        if (name.endsWith(".rep") || !begin.isEmpty() && Character.isDigit(begin.charAt(0))) {
            return CsappReader::read;
        }
        // A compressed file of ours that ends in .trace.gz and has lost its magic is more likely than one of theirs.
        return name.endsWith(".trace") && name.equals(source) ? WeeAllocReader::read : otherwise;
    }

    private static TraceFormatException tooLong(String source, long position) {
        return new TraceFormatException(source, position, "longer than " + TraceFormat.MAX_BYTES + " bytes");
    }

    // Inflates piece by piece to know how far it came: the reason of a failure is gzip's, the position is ours.
    private static byte[] decompress(InputStream in, String source) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 20);
        byte[] piece = new byte[PIECE_BYTES];
        try {
            GZIPInputStream gzip = new GZIPInputStream(in, PIECE_BYTES);
            for (int length = gzip.read(piece); length >= 0; length = gzip.read(piece)) {
                if (out.size() + length > TraceFormat.MAX_BYTES) {
                    throw tooLong(source, out.size());
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

package org.ccache.bench.measure;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;

/** Histograms of latencies, and the text in which results keep them. */
public final class Latency {
    /** Latencies above are recorded as this: ten seconds. */
    private static final long MOST_NANOS = 10_000_000_000L;

    private static final int DIGITS = 3;

    private Latency() {}

    /** An empty histogram of nanoseconds. */
    public static Histogram histogram() {
        return new Histogram(MOST_NANOS, DIGITS);
    }

    /** Records a latency; one that is out of range counts as the end of the range, never as none. */
    public static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos, 0, MOST_NANOS));
    }

    /** HdrHistogram's own compressed form, in Base64. */
    public static String encode(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer, Deflater.DEFAULT_COMPRESSION);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    /** What {@link #encode} wrote. */
    public static Histogram decode(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), MOST_NANOS);
        } catch (DataFormatException | RuntimeException e) { // HdrHistogram throws many kinds at bytes that end early
            throw new IllegalArgumentException("not a histogram of latencies: " + e.getMessage(), e);
        }
    }
}

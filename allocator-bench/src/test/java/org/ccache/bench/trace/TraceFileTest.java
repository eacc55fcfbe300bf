package org.ccache.bench.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFileTest {

    private static byte[] gzip(byte[] stream) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(stream);
        }
        return out.toByteArray();
    }

    private static Trace readStream(byte[] stream) throws IOException {
        return TraceReader.read(new ByteArrayInputStream(gzip(stream)), "test");
    }

    private static Trace small() {
        TraceBuilder builder = new TraceBuilder("small");
        int first = builder.malloc(0, 10);
        int second = builder.aligned(1, 100, 6);
        builder.free(1, first);
        builder.free(0, builder.realloc(0, second, 300));
        return builder.build();
    }

    static void assertSame(Trace actual, Trace expected) {
        assertThat(actual.program()).isEqualTo(expected.program());
        assertThat(actual.threads()).isEqualTo(expected.threads());
        assertThat(actual.events()).isEqualTo(expected.events());
        assertThat(actual.blocks()).isEqualTo(expected.blocks());
        for (int event = 0; event < expected.events(); event++) {
            assertThat(actual.op(event)).isEqualTo(expected.op(event));
            assertThat(actual.thread(event)).isEqualTo(expected.thread(event));
            assertThat(actual.acquired(event)).isEqualTo(expected.acquired(event));
            assertThat(actual.released(event)).isEqualTo(expected.released(event));
        }
        for (int block = 0; block < expected.blocks(); block++) {
            assertThat(actual.size(block)).isEqualTo(expected.size(block));
            assertThat(actual.alignment(block)).isEqualTo(expected.alignment(block));
        }
    }

    @Property(tries = 100)
    void readsWhatWasWritten(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int threads, @ForAll @IntRange(max = 300) int events)
            throws IOException {
        Trace trace = RandomTraces.of(seed, threads, events);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TraceWriter.write(trace, out);
        assertSame(TraceReader.read(new ByteArrayInputStream(out.toByteArray()), "test"), trace);
    }

    @Test
    void theSameTraceGivesTheSameBytes(@TempDir Path folder) throws IOException {
        TraceWriter.write(small(), folder.resolve("a"));
        TraceWriter.write(small(), folder.resolve("b"));
        assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
    }

    @Test
    void everyCutOfTheFileIsRefused() throws IOException {
        byte[] whole = gzip(TraceWriter.encode(RandomTraces.of(1, 3, 200)));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> TraceReader.read(new ByteArrayInputStream(cut), "cut"))
                    .as("first %d of %d bytes", length, whole.length)
                    .isInstanceOf(TraceFormatException.class)
                    .hasMessageContaining("cut: at byte ");
        }
    }

    @Test
    void everyCutOfTheStreamIsRefused() {
        byte[] whole = TraceWriter.encode(RandomTraces.of(2, 3, 200));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> readStream(cut))
                    .as("first %d of %d bytes", length, whole.length)
                    .isInstanceOf(TraceFormatException.class);
        }
    }

    // A changed byte may give another valid trace (a size, say), but never another kind of failure.
    @Property(tries = 2000)
    void aChangedByteIsRefusedOrGivesATrace(@ForAll @IntRange(max = 100_000) int position, @ForAll byte value)
            throws IOException {
        byte[] stream = TraceWriter.encode(RandomTraces.of(3, 3, 200));
        int at = position % stream.length;
        stream[at] = value;
        try {
            assertThat(readStream(stream).events()).isNotNegative();
        } catch (TraceFormatException e) {
            assertThat(e.position()).isBetween(0L, (long) stream.length);
            assertThat(e.reason()).isNotEmpty();
        }
    }

    @Test
    void otherFilesAreNamedForWhatTheyAre() {
        assertThatThrownBy(() -> TraceReader.read(new ByteArrayInputStream(new byte[100]), "zeros"))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage("zeros: at byte 0: compressed stream: Not in GZIP format");
        assertThatThrownBy(() -> readStream("CCTRACE9".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage("test: at byte 8: not a trace: magic \"CCTRACE1\" expected");
    }

    @Test
    void defectsAreNamedWithTheirPosition() {
        byte[] stream = TraceWriter.encode(small());
        int operations = TraceFormat.MAGIC.length + 1 + "small".length() + 3 + 1;
        assertThat(Arrays.copyOfRange(stream, operations, operations + 5)).containsExactly(1, 3, 4, 5, 4);

        byte[] unknown = stream.clone();
        unknown[operations + 1] = 9;
        assertThatThrownBy(() -> readStream(unknown)).isInstanceOfSatisfying(TraceFormatException.class, e -> {
            assertThat(e.reason()).isEqualTo("operation code 9 is not one of 1 to 5");
            assertThat(e.position()).isEqualTo(operations + 2);
            assertThat(e.source()).isEqualTo("test");
        });

        byte[] tooOld = stream.clone();
        tooOld[stream.length - 3] = 7; // the first of three releases
        assertThatThrownBy(() -> readStream(tooOld))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("age 7 of a released block, but only 2 blocks are live");

        byte[] longer = Arrays.copyOf(stream, stream.length + 1);
        assertThatThrownBy(() -> readStream(longer))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("1 bytes after the last column");
    }

    @Test
    void theHeaderCannotAskForAbsurdMemory() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(TraceFormat.MAGIC);
        stream.write(0); // program
        stream.writeBytes(new byte[] {-1, -1, -1, 31}); // 64 Mi - 1 events
        stream.write(1); // threads
        stream.writeBytes(new byte[] {-1, -1, -1, 31}); // blocks
        stream.writeBytes(new byte[5]); // empty columns
        assertThatThrownBy(() -> readStream(stream.toByteArray()))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("column of operations has 0 bytes for 67108863 events");
    }
}

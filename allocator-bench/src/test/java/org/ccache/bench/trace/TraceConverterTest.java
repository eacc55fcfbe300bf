package org.ccache.bench.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceConverterTest {
    private static final long A = 0x7f00_0000_1000L;
    private static final long B = 0x5500_0000_2000L;

    @TempDir
    private Path folder;

    private TraceConverter converter(RawTraceWriter raw) throws IOException {
        Path file = folder.resolve("raw");
        Files.write(file, raw.bytes(0));
        return new TraceConverter(RawTrace.read(file), "test");
    }

    private Trace convert(RawTraceWriter raw) throws IOException {
        return converter(raw).convert(Integer.MAX_VALUE);
    }

    @Test
    void threadsAreMergedByOrder() throws IOException {
        TraceBuilder expected = new TraceBuilder("test");
        int first = expected.malloc(0, 10);
        int second = expected.aligned(1, 20, 6);
        expected.free(1, first);
        int third = expected.malloc(1, 30); // the same address again
        expected.free(0, third);
        expected.free(0, second);
        TraceFileTest.assertSame(
                convert(new RawTraceWriter()
                        .chunk(7, 1)
                        .malloc(1, A, 10)
                        .free(5, A)
                        .chunk(3, 2)
                        .aligned(2, B, 20, 6)
                        .free(3, A)
                        .malloc(4, A, 30)
                        .chunk(7, 6)
                        .free(6, B)),
                expected.build());
    }

    @Test
    void anotherThreadMayGetTheOldAddressWhileReallocMoves() throws IOException {
        TraceBuilder expected = new TraceBuilder("test");
        int old = expected.malloc(0, 10);
        int other = expected.malloc(1, 30);
        int moved = expected.realloc(0, old, 20);
        expected.free(1, other);
        expected.free(1, moved);
        TraceFileTest.assertSame(
                convert(new RawTraceWriter()
                        .chunk(1, 1)
                        .malloc(1, A, 10)
                        .realloc(2, A, 4, B, 20)
                        .chunk(2, 3)
                        .malloc(3, A, 30)
                        .free(5, A)
                        .free(6, B)),
                expected.build());
    }

    @Test
    void whatTheRecorderMissedIsMadeGood() throws IOException {
        TraceConverter converter = converter(new RawTraceWriter()
                .chunk(1, 1)
                .free(1, A) // from before the recording
                .malloc(2, B, 10)
                .malloc(3, B, 20) // the free between was lost
                .realloc(4, A, 5, A, 30));
        TraceBuilder expected = new TraceBuilder("test");
        int first = expected.malloc(0, 10);
        expected.free(0, first);
        expected.malloc(0, 20);
        expected.malloc(0, 30);
        TraceFileTest.assertSame(converter.convert(Integer.MAX_VALUE), expected.build());
        assertThat(converter.unknownReleases()).isEqualTo(2);
        assertThat(converter.missedReleases()).isEqualTo(1);
    }

    @Test
    void theLimitCutsTheEnd() throws IOException {
        RawTraceWriter raw =
                new RawTraceWriter().chunk(1, 1).malloc(1, A, 10).free(2, A).malloc(3, A, 20);
        assertThat(converter(raw).convert(2).events()).isEqualTo(2);
    }

    @Test
    void defectsAreNamed() {
        assertThatThrownBy(
                        () -> convert(new RawTraceWriter().chunk(1, 1).code(9).end()))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("at byte 4113: operation code 9");
        assertThatThrownBy(() -> convert(new RawTraceWriter()
                        .chunk(1, 1)
                        .malloc(1, A, 10)
                        .code(4)
                        .end()))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("order is cut off");
        assertThatThrownBy(() -> convert(
                        new RawTraceWriter().chunk(1, 1).malloc(1, A, 10).malloc(1, B, 10)))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("order number 1 is used twice");
        assertThatThrownBy(() -> convert(new RawTraceWriter().chunk(1, 1L << 40).malloc(1L << 40, A, 10)))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("with only 1 records");
    }

    private int tool(ByteArrayOutputStream err, String... arguments) {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return TraceTool.run(arguments, out, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void theToolSaysWhatIsWrong() throws IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Path noTrace = Files.writeString(folder.resolve("text"), "text");
        assertThat(tool(err, "info", noTrace.toString())).isEqualTo(1);
        assertThat(tool(err, "info", folder.resolve("none").toString())).isEqualTo(1);
        assertThat(tool(err, "convert", noTrace.toString(), "to", "program")).isEqualTo(1);
        assertThat(tool(err, "convert", "a", "b", "c", "d")).isEqualTo(2);
        assertThat(tool(err)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("Not in GZIP format", "none: no such file", "not a raw trace", "LIMIT", "usage: ");
    }
}

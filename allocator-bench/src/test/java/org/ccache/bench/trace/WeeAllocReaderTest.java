package org.ccache.bench.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeeAllocReaderTest {

    @Property(tries = 200)
    void readsWhatWasWritten(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int events) throws IOException {
        Trace trace = ForeignTraces.plain(RandomTraces.of(seed, 1, events), "random.trace", false);
        String text = ForeignTraces.weeAlloc(trace);
        assertThat(ForeignTraces.same(ForeignTraces.read(text, "/folder/random.trace"), trace))
                .isTrue();
        assertThat(ForeignTraces.same(
                        TraceReader.read(new ByteArrayInputStream(ForeignTraces.gzip(text)), "random.trace"), trace))
                .isTrue();
    }

    @Test
    void theToolDescribesIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("ls.trace");
        Files.writeString(file, "Alloc(5),\nAlloc(7),\nFree(0),\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = TraceTool.run(
                new String[] {"info", file.toString()}, new PrintStream(out, true, StandardCharsets.UTF_8), System.err);
        assertThat(status).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("program               ls.trace")
                .contains("malloc 2, calloc 0, aligned 0, free 1, realloc 0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
             1; Realloc(5),;         unknown operation "Realloc(5),"
             2; Alloc(7);            "Alloc(" without ")," at the end of the line
             2; Alloc(7;             "Alloc(" without ")," at the end of the line
             2; Alloc(-7),;          size -7 is not in 0 to 17179869183
             2; Alloc(17179869184),; size 17179869184 is not in 0 to 17179869183
             2; Alloc(),;            size "" is not a number
             3; Free(2),;            allocation 2 is not live
             3; Free(-1),;           index -1 is not in 0 to 67108864
             3; Free(1) x,;          "Free(" without ")," at the end of the line
             4; Free(0),;            allocation 0 is not live
             4; Free(1),x;           "Free(" without ")," at the end of the line
             5; 1;                   unknown operation "1"
            """)
    void eachDamageIsNamedWithItsLine(int line, String by, String reason) {
        String[] lines = {"Alloc(5),", "Alloc(7),", "Free(0),", "Free(1),", ""};
        lines[line - 1] = by;
        assertThatThrownBy(() -> ForeignTraces.read(String.join("\n", lines), "bad.trace"))
                .isInstanceOfSatisfying(TraceFormatException.class, e -> {
                    assertThat(e).hasMessage("bad.trace: at line " + line + ": " + reason);
                    assertThat(e.position()).isEqualTo(line);
                });
    }
}

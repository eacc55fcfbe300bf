package org.ccache.bench.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ccache.bench.replay.ReferencePeer;
import org.ccache.bench.replay.ReplayProgram;
import org.ccache.bench.replay.Replayer;
import org.ccache.bench.replay.StampMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsappReaderTest {
    private static final String SMALL = """
            20000
            2
            5
            1
            a 0 512
            a 1 128
            r 0 640
            f 1
            f 0
            """;

    @Property(tries = 200)
    void readsWhatWasWritten(@ForAll long seed, @ForAll @IntRange(max = 300) int events) throws IOException {
        Trace trace = ForeignTraces.plain(RandomTraces.of(seed, 1, events), "random.rep", true);
        String text = ForeignTraces.csapp(trace);
        assertThat(ForeignTraces.same(ForeignTraces.read(text, "folder/random.rep"), trace))
                .isTrue();
        assertThat(ForeignTraces.same(
                        TraceReader.read(new ByteArrayInputStream(ForeignTraces.gzip(text)), "random.rep"), trace))
                .isTrue();
    }

    @Test
    void blocksLeftAtTheEndAreFreedByTheReplay(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("left.rep");
        Files.writeString(file, "100 3 3 1\na 0 16\na 1 0\nr 0 99"); // header in one line, no line end
        Trace trace = TraceReader.read(file);
        assertThat(trace.program()).isEqualTo("left.rep");
        try (ReferencePeer peer = new ReferencePeer();
                Replayer replayer = new Replayer(ReplayProgram.of(trace), peer)) {
            assertThat(replayer.round(StampMode.FULL).operations()).isEqualTo(6);
            assertThat(peer.live()).isZero();
        }
    }

    /** Replaces a line of the small trace; "-" takes it out. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
             5; x 0 512;           5; unknown operation "x 0 512"
             5; Alloc(512),;       5; unknown operation "Alloc(512),"
             6; a 0 128;           6; id 0 is used twice: its block is live
             6; a 2 128;           6; id 2 is not in 0 to 1
             6; a -1 128;          6; id -1 is not in 0 to 1
             6; a one 128;         6; id "one" is not a number
             6; f 1;               6; id 1 is not live
             7; r 0 -640;          7; size -640 is not in 0 to 17179869183
             7; r 0 99999999999;   7; size 99999999999 is not in 0 to 17179869183
             7; r 0 99999999999999999999; 7; size "99999999999999999999" is not a number
             7; r 0;               7; "r" takes an id and a size, the line has 1 words after it
             8; f 1 0;             8; "f" takes an id, the line has 2 words after it
             8; f 1 0 0 0 0;       8; "f" takes an id, the line has 5 words after it
             9; f 1;               9; id 1 is not live
             1; -;                 4; header number "a" is not a number
             1; 1 2 3 4 5;         1; header of more than 4 numbers
             2; -2;                2; header number -2 is not in 0 to 67108864
             3; 6;                 9; ends after 5 of 6 operations
             3; 4;                 9; more than the 4 operations that the header announces
            """)
    void eachDamageIsNamedWithItsLine(int line, String by, int at, String reason) {
        String[] lines = SMALL.split("\n", -1);
        lines[line - 1] = by;
        String damaged = String.join("\n", lines).replace("-\n2", "2");
        assertRefused(damaged, at, reason);
    }

    @Test
    void endsAreNamed() {
        assertRefused(SMALL + "f 0\n", 10, "more than the 5 operations that the header announces");
        assertRefused("20000\n2\n", 2, "header has 2 of 4 numbers");
        assertRefused("", 0, "header has 0 of 4 numbers");
    }

    private static void assertRefused(String text, int line, String reason) {
        assertThatThrownBy(() -> ForeignTraces.read(text, "bad.rep"))
                .isInstanceOfSatisfying(TraceFormatException.class, e -> {
                    assertThat(e).hasMessage("bad.rep: at line " + line + ": " + reason);
                    assertThat(e.position()).isEqualTo(line);
                });
    }
}

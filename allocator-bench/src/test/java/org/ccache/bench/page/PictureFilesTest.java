package org.ccache.bench.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ccache.bench.measure.Json;
import org.ccache.bench.page.Picture.Axis;
import org.ccache.bench.page.Picture.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class PictureFilesTest {
    @TempDir
    private Path folder;

    private static final Picture LINES = Picture.lines(
            "lines",
            "a <label> & more",
            "kept",
            Axis.log("threads"),
            new Axis("", "bytes", true, 1024),
            List.of(
                    Line.measured("ccache", List.of(1, 10, 100), List.of(4096, 4096, 0)),
                    Line.measured("nothing", List.of(), List.of()),
                    Line.theory("bound", List.of(1, 100), List.of(1 << 20, 1 << 20))));

    private static Picture bars() {
        Map<String, Map<String, Double>> values = new LinkedHashMap<>();
        values.put("one", Map.of("a", 1.0));
        values.put("two", Map.of("a", 2.5, "b", 1200.0));
        return Picture.bars("bars", "bars", "how long", new Axis("ns", "nanos", false, 0), values);
    }

    @Test
    void eachKindIsDrawnAsXmlWithItsWords() throws Exception {
        try (PictureFiles files = new PictureFiles()) {
            String lines = parsed(files.write(LINES, folder));
            assertThat(lines)
                    .contains("kept", "ccache", "bound", "a <label> & more", "KiB")
                    .doesNotContain("nothing");
            String bars = parsed(files.write(bars(), folder));
            assertThat(bars).contains("how long", "one", "two", "2.5 ns", "1.2 µs");
        }
    }

    @Test
    void aPictureOfStoredNumbersIsTheSameInAnyProcess() throws IOException {
        Picture stored = Json.parse(Json.line(LINES), Picture.class);
        try (PictureFiles files = new PictureFiles()) {
            String first = files.svg(LINES, PictureFiles.WIDE, false);
            files.svg(bars(), PictureFiles.WIDE, false);
            assertThat(files.svg(stored, PictureFiles.WIDE, false)).isEqualTo(first);
            assertThat(files.svg(stored, PictureFiles.WIDE, true)).isNotEqualTo(first);
        }
    }

    private static String parsed(Path file) throws Exception {
        byte[] bytes = Files.readString(file).getBytes(StandardCharsets.UTF_8);
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
        return document.getDocumentElement().getTextContent();
    }
}

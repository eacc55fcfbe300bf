package org.ccache.bench.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.ccache.allocator.ArenaMap;
import org.ccache.allocator.ArenaMap.Kind;
import org.ccache.allocator.ArenaMap.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapDrawingTest {
    private static final long UNIT = 16 << 10;
    private static final long BASE = 1L << 40;

    private static final int PAGE_WIDTH = 880;
    private static final Pattern TEXT = Pattern.compile("<text x=\"([0-9.]+)\"[^>]*>([^<]*)</text>");

    /** An estimate from above for the mean of a text, in a font of size 12. */
    private static final double CHARACTER_WIDTH = 7;

    @TempDir
    private Path folder;

    /** Slabs of 20 classes, each fuller than the one before, with large and free spans between them. */
    private static ArenaMap madeUp() {
        List<Span> spans = new ArrayList<>();
        long at = BASE;
        for (int i = 1; i <= 20; i++) {
            at = add(spans, at, new Span(at, 16 * UNIT, Kind.SLAB, i, 64 * i, 100, 100 - 5 * i, 0));
            at = add(spans, at, new Span(at, 5 * UNIT, Kind.LARGE, 0, 0, 1, 0, 0));
            at = add(spans, at, new Span(at, 10 * UNIT, Kind.FREE, 0, 0, 0, 0, 4 * UNIT));
        }
        return new ArenaMap(BASE, UNIT, spans);
    }

    private static long add(List<Span> spans, long at, Span span) {
        spans.add(span);
        return at + span.bytes();
    }

    private String drawn(ArenaMap map) throws IOException {
        return Files.readString(new MapDrawing(map).write(folder, "map"));
    }

    @Test
    void everyKindHasItsColourInThePicture() throws IOException {
        String svg = drawn(madeUp());
        assertThat(cells(svg, MapDrawing.LARGE)).isEqualTo(20 * 5);
        assertThat(cells(svg, MapDrawing.DIRTY)).isEqualTo(20 * 4);
        assertThat(cells(svg, MapDrawing.CLEAN)).isEqualTo(20 * 6);
        assertThat(svg).contains("<svg").contains("class 20: 1.3 KiB");
    }

    /** A wider one is made smaller by a page, until its words cannot be read. */
    @Test
    void theLegendMakesThePictureNoWiderThanAPage() throws IOException {
        List<Span> spans = new ArrayList<>();
        long at = BASE;
        for (int i = 1; i <= 80; i++) {
            at = add(spans, at, new Span(at, UNIT, Kind.SLAB, i, 64 * i, 100, 50, 0));
        }
        String svg = drawn(new ArenaMap(BASE, UNIT, spans));
        assertThat(first(svg, "<svg [^>]*width=\"([0-9]+)\"")).isLessThanOrEqualTo(PAGE_WIDTH);
        assertThat(TEXT.matcher(svg).results())
                .hasSizeGreaterThan(80)
                .allSatisfy(text -> assertThat(Double.parseDouble(text.group(1))
                                + CHARACTER_WIDTH * text.group(2).length())
                        .as(text.group())
                        .isLessThanOrEqualTo(PAGE_WIDTH));
        assertThat(first(svg, "<text x=\"[0-9.]+\" y=\"([0-9.]+)\">class 16:"))
                .isLessThan(first(svg, "<svg [^>]*height=\"([0-9]+)\""))
                .isEqualTo(first(svg, "<text x=\"[0-9.]+\" y=\"([0-9.]+)\">class 80:"));
    }

    private static double first(String svg, String pattern) {
        return Pattern.compile(pattern)
                .matcher(svg)
                .results()
                .mapToDouble(match -> Double.parseDouble(match.group(1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aFullSlabHasMoreOfItsColourThanAnEmptyOne() throws IOException {
        String svg = drawn(madeUp());
        assertThat(cells(svg, MapDrawing.colour(20, 50))).isCloseTo(16, within(1e-6));
        assertThat(cells(svg, MapDrawing.colour(1, 50))).isCloseTo(16 * 0.05, within(1e-6));
        assertThat(cells(svg, MapDrawing.colour(1, 90))).isCloseTo(16 * 0.95, within(1e-6));
    }

    @Test
    void anEmptyArenaIsAPictureToo() throws IOException {
        assertThat(drawn(new ArenaMap(BASE, UNIT, List.of()))).contains("<svg").endsWith("</svg>\n");
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        Span before = new Span(BASE - UNIT, UNIT, Kind.FREE, 0, 0, 0, 0, 0);
        assertThatThrownBy(() -> new MapDrawing(new ArenaMap(BASE, UNIT, List.of(before))))
                .hasMessageContaining("before the base");
        Span huge = new Span(BASE, 8L << 30, Kind.FREE, 0, 0, 0, 0, 0);
        assertThatThrownBy(() -> new MapDrawing(new ArenaMap(BASE, UNIT, List.of(huge))))
                .hasMessageContaining("rows");
    }

    /** Area of a colour in cells, without the legend's field. */
    private static double cells(String svg, String fill) {
        return Pattern.compile("width=\"([0-9.]+)\" height=\"([0-9.]+)\" fill=\"" + Pattern.quote(fill) + "\"/>\n")
                        .matcher(svg)
                        .results()
                        .mapToDouble(match -> Double.parseDouble(match.group(1)) * Double.parseDouble(match.group(2)))
                        .sum()
                / (6 * 14);
    }
}

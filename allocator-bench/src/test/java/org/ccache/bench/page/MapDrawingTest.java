package org.ccache.bench.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.ccache.allocator.ArenaMap;
import org.ccache.allocator.ArenaMap.Kind;
import org.ccache.allocator.ArenaMap.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapDrawingTest {
    private static final long UNIT = 16 << 10;
    private static final long BASE = 1L << 40;

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

    @Test
    void everyKindHasItsColourInThePicture() throws IOException {
        new MapDrawing(madeUp()).write(folder, "map");
        BufferedImage image = ImageIO.read(folder.resolve("map.png").toFile());
        assertThat(count(image, MapColours.LARGE.getRGB())).isGreaterThan(20 * 5 * 50);
        assertThat(count(image, MapColours.DIRTY.getRGB())).isGreaterThan(20 * 4 * 50);
        assertThat(Files.readString(folder.resolve("map.svg"))).contains("<svg").contains("class 20");
    }

    @Test
    void aFullSlabHasMoreOfItsColourThanAnEmptyOne() throws IOException {
        new MapDrawing(madeUp()).write(folder, "map");
        BufferedImage image = ImageIO.read(folder.resolve("map.png").toFile());
        int full = count(image, MapColours.ofClass(20).getRGB());
        int hardly = count(image, MapColours.ofClass(1).getRGB());
        assertThat(full).isGreaterThan(4 * hardly);
    }

    @Test
    void anEmptyArenaIsAPictureToo() throws IOException {
        new MapDrawing(new ArenaMap(BASE, UNIT, List.of())).write(folder, "empty");
        assertThat(folder.resolve("empty.png")).isNotEmptyFile();
        assertThat(folder.resolve("empty.svg")).isNotEmptyFile();
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

    private static int count(BufferedImage image, int colour) {
        int found = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == (colour & 0xFFFFFF)) {
                    found++;
                }
            }
        }
        return found;
    }
}

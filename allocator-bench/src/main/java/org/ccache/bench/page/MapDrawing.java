package org.ccache.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ccache.allocator.ArenaMap;
import org.ccache.allocator.ArenaMap.Kind;
import org.ccache.allocator.ArenaMap.Span;
import org.ccache.bench.measure.Figures;

/**
 * Draws an arena: a row for each 2 MiB, which is what one huge page covers, a cell for each unit. A slab's cells have
 * the colour of its class, filled from below by the share of its blocks that are out; the dirty bytes of a free span
 * are its first.
 */
public final class MapDrawing {
    static final String LARGE = "#34495e";
    static final String DIRTY = "#c9b8a0";
    static final String CLEAN = "#ffffff";
    private static final long ROW_BYTES = 2 << 20;
    private static final int CELL_WIDTH = 6;
    private static final int CELL_HEIGHT = 14;
    private static final int LEFT = 90;
    private static final int TOP = 38;
    private static final int MARGIN = 20;
    private static final int LEGEND_COLUMNS = 5;
    private static final int LINE = 18;

    /** For the legend, where cells are few. */
    private static final int LEAST_WIDTH = 878;

    /** Degrees between neighbouring classes: the golden section of the wheel, so that neighbours look different. */
    private static final double TURN = 222.5;

    /** Rows of a picture, so that it can be opened. */
    private static final int MOST_ROWS = 2_000;

    private final ArenaMap map;
    private final int columns;
    private final int rows;
    private final Map<Integer, Integer> classes = new TreeMap<>();

    /** A rectangle of one colour. */
    private record Area(double x, double y, double width, double height, String fill) {}

    /** A text, with a field of its colour before it if it explains one. */
    private record Label(double x, double y, String text, String fill) {}

    /**
     * Prepares a drawing.
     *
     * @throws IllegalArgumentException if the arena is larger than 4,000 MiB, or a span lies outside
     */
    public MapDrawing(ArenaMap map) {
        this.map = map;
        this.columns = Math.toIntExact(Math.max(1, ROW_BYTES / map.unitBytes()));
        long end = map.base();
        for (Span span : map.spans()) {
            if (span.address() < map.base()) {
                throw new IllegalArgumentException("a span lies before the base of the map: " + span);
            }
            end = Math.max(end, span.address() + span.bytes());
            if (span.kind() == Kind.SLAB) {
                classes.put(span.sizeClass(), span.blockSize());
            }
        }
        long wanted = Math.ceilDiv((end - map.base()) / map.unitBytes(), columns);
        if (wanted > MOST_ROWS) {
            throw new IllegalArgumentException(
                    "an arena of " + wanted + " rows does not fit on a picture of " + MOST_ROWS);
        }
        this.rows = Math.max(1, (int) wanted);
    }

    /** Share of a slab's blocks that are out, 0 to 1. */
    private static double fullness(Span span) {
        return span.blocks() == 0 ? 0 : (double) (span.blocks() - span.freeBlocks()) / span.blocks();
    }

    /** Writes {@code name.svg}. */
    public Path write(Path folder, String name) throws IOException {
        return Files.writeString(folder.resolve(name + ".svg"), svg());
    }

    private String svg() throws IOException {
        List<Area> areas = new ArrayList<>();
        map.spans().forEach(span -> draw(span, areas));
        List<Label> labels = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            labels.add(new Label(MARGIN, top(row) + 11, String.format(Locale.ROOT, "+%,d MiB", 2L * row), ""));
        }
        double bottom = legend(labels);
        return PageFiles.filled(
                "map.svg",
                Map.of(
                        "width",
                        width(),
                        "height",
                        Math.round(bottom),
                        "cell",
                        Figures.bytes(map.unitBytes()),
                        "areas",
                        areas,
                        "begins",
                        map.spans().stream()
                                .map(span -> area(unit(span), 1, 0, 1, ""))
                                .toList(),
                        "labels",
                        labels));
    }

    private long unit(Span span) {
        return (span.address() - map.base()) / map.unitBytes();
    }

    /** A part of the height of some cells in one row. */
    private Area area(long unit, long units, double from, double share, String fill) {
        return new Area(
                LEFT + unit % columns * CELL_WIDTH,
                top(unit / columns) + CELL_HEIGHT * from,
                units * CELL_WIDTH,
                CELL_HEIGHT * share,
                fill);
    }

    private void draw(Span span, List<Area> areas) {
        long dirty = Math.ceilDiv(span.dirtyBytes(), map.unitBytes());
        long units;
        for (long i = 0; i < span.bytes() / map.unitBytes(); i += units) {
            long unit = unit(span) + i;
            // To the end of the span, of its dirty part, or of the row.
            units = Math.min((i < dirty ? dirty : span.bytes() / map.unitBytes()) - i, columns - unit % columns);
            switch (span.kind()) {
                case SLAB -> {
                    double out = fullness(span);
                    areas.add(area(unit, units, 0, 1 - out, colour(span.sizeClass(), 90)));
                    areas.add(area(unit, units, 1 - out, out, colour(span.sizeClass(), 50)));
                }
                case LARGE -> areas.add(area(unit, units, 0, 1, LARGE));
                case FREE -> areas.add(area(unit, units, 0, 1, i < dirty ? DIRTY : CLEAN));
            }
        }
    }

    /** Of a class; the free part of a slab is paler. */
    static String colour(int sizeClass, int lightness) {
        return String.format(Locale.ROOT, "hsl(%.0f,70%%,%d%%)", sizeClass * TURN % 360, lightness);
    }

    private int width() {
        return Math.max(LEAST_WIDTH, LEFT + columns * CELL_WIDTH + MARGIN);
    }

    /** Below the rows and in columns, so that the picture is no wider than a page; gives where it ends. */
    private double legend(List<Label> labels) {
        double column = (width() - 2.0 * MARGIN) / LEGEND_COLUMNS;
        double y = top(rows) + 2 * LINE;
        labels.add(new Label(MARGIN, y, "large block", LARGE));
        labels.add(new Label(MARGIN + column, y, "free, dirty", DIRTY));
        labels.add(new Label(MARGIN + 2 * column, y, "free, clean", CLEAN));
        labels.add(new Label(
                MARGIN,
                y + LINE,
                "slabs by class and size of a block, filled by the share of their blocks that are out:",
                ""));
        int lines = Math.ceilDiv(classes.size(), LEGEND_COLUMNS);
        int i = 0;
        for (Map.Entry<Integer, Integer> entry : classes.entrySet()) {
            int across = i / lines;
            labels.add(new Label(
                    MARGIN + across * column,
                    y + (2 + i % lines) * LINE,
                    "class " + entry.getKey() + ": " + Figures.bytes(entry.getValue()),
                    colour(entry.getKey(), 50)));
            i++;
        }
        return y + (1 + lines) * LINE + MARGIN;
    }

    private static double top(long row) {
        return TOP + row * (double) CELL_HEIGHT;
    }
}

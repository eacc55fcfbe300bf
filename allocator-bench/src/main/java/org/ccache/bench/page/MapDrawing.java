package org.ccache.bench.page;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.intermediate.CommandSequence;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.ccache.allocator.ArenaMap;
import org.ccache.allocator.ArenaMap.Kind;
import org.ccache.allocator.ArenaMap.Span;
import org.ccache.bench.measure.Figures;

/**
 * Draws an arena: a row for each 2 MiB, which is what one huge page covers, a cell for each unit. A slab's cells have the
 * colour of its class, filled from below by the share of its blocks that are out; the dirty bytes of a free span are its
 * first.
 */
public final class MapDrawing {
    private static final long ROW_BYTES = 2 << 20;
    private static final int CELL_WIDTH = 8;
    private static final int CELL_HEIGHT = 12;
    private static final int MARGIN = 20;
    private static final int LABEL_WIDTH = 70;
    private static final int LEGEND_WIDTH = 240;
    private static final int LINE = 18;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

    /** Rows of a picture, so that it can be opened. */
    private static final int MOST_ROWS = 2_000;

    private final ArenaMap map;
    private final int columns;
    private final int rows;
    private final Map<Integer, Integer> classes = new TreeMap<>();

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

    /** Writes {@code name.png} and {@code name.svg}. */
    public void write(Path folder, String name) throws IOException {
        BufferedImage image = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        draw(graphics);
        graphics.dispose();
        ImageIO.write(image, "png", folder.resolve(name + ".png").toFile());
        VectorGraphics2D vector = new VectorGraphics2D();
        draw(vector);
        CommandSequence commands = vector.getCommands();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve(name + ".svg")))) {
            new SVGProcessor()
                    .getDocument(commands, new PageSize(width(), height()))
                    .writeTo(out);
        }
    }

    int width() {
        return 2 * MARGIN + LABEL_WIDTH + columns * CELL_WIDTH + LEGEND_WIDTH;
    }

    int height() {
        int legend = (classes.size() + 5) * LINE;
        return 2 * MARGIN + LINE + Math.max(rows * CELL_HEIGHT, legend);
    }

    /** Draws everything. */
    public void draw(Graphics2D graphics) {
        fill(graphics, Color.WHITE, 0, 0, width(), height());
        graphics.setFont(FONT);
        graphics.setColor(MapColours.TEXT);
        graphics.drawString("rows of 2 MiB, cells of " + Figures.bytes(map.unitBytes()), MARGIN, MARGIN);
        for (int row = 0; row < rows; row++) {
            graphics.drawString(String.format(Locale.ROOT, "+%,d MiB", 2L * row), MARGIN, top(row) + CELL_HEIGHT - 2);
        }
        map.spans().forEach(span -> draw(graphics, span));
        legend(graphics);
    }

    private void draw(Graphics2D graphics, Span span) {
        long first = (span.address() - map.base()) / map.unitBytes();
        long units = span.bytes() / map.unitBytes();
        for (long unit = 0; unit < units; unit++) {
            int x = MARGIN + LABEL_WIDTH + (int) ((first + unit) % columns) * CELL_WIDTH;
            int y = top((int) ((first + unit) / columns));
            switch (span.kind()) {
                case SLAB -> {
                    Color colour = MapColours.ofClass(span.sizeClass());
                    double out = CELL_HEIGHT * fullness(span);
                    fill(graphics, MapColours.pale(colour), x, y, CELL_WIDTH, CELL_HEIGHT);
                    fill(graphics, colour, x, y + CELL_HEIGHT - out, CELL_WIDTH, out);
                }
                case LARGE -> fill(graphics, MapColours.LARGE, x, y, CELL_WIDTH, CELL_HEIGHT);
                case FREE -> {
                    boolean dirty = unit * map.unitBytes() < span.dirtyBytes();
                    fill(graphics, dirty ? MapColours.DIRTY : MapColours.CLEAN, x, y, CELL_WIDTH, CELL_HEIGHT);
                }
            }
            outline(graphics, x, y, unit == 0);
        }
    }

    /** A line under and above each row, and one where a span begins. */
    private static void outline(Graphics2D graphics, int x, int y, boolean first) {
        graphics.setColor(MapColours.GRID);
        graphics.drawLine(x, y, x + CELL_WIDTH, y);
        graphics.drawLine(x, y + CELL_HEIGHT, x + CELL_WIDTH, y + CELL_HEIGHT);
        if (first) {
            graphics.setColor(MapColours.TEXT);
            graphics.drawLine(x, y, x, y + CELL_HEIGHT);
        }
    }

    private void legend(Graphics2D graphics) {
        int x = MARGIN + LABEL_WIDTH + columns * CELL_WIDTH + MARGIN;
        int y = top(0);
        y = legendLine(graphics, x, y, MapColours.LARGE, "large block");
        y = legendLine(graphics, x, y, MapColours.DIRTY, "free, dirty");
        y = legendLine(graphics, x, y, MapColours.CLEAN, "free, clean");
        graphics.setColor(MapColours.TEXT);
        graphics.drawString("slabs, filled by the share of blocks out:", x, y + CELL_HEIGHT);
        y += LINE;
        for (Map.Entry<Integer, Integer> entry : classes.entrySet()) {
            y = legendLine(
                    graphics,
                    x,
                    y,
                    MapColours.ofClass(entry.getKey()),
                    "class " + entry.getKey() + ": blocks of " + Figures.bytes(entry.getValue()));
        }
    }

    private static int legendLine(Graphics2D graphics, int x, int y, Color colour, String text) {
        fill(graphics, colour, x, y, CELL_WIDTH * 2, CELL_HEIGHT);
        graphics.setColor(MapColours.GRID);
        graphics.drawRect(x, y, CELL_WIDTH * 2, CELL_HEIGHT);
        graphics.setColor(MapColours.TEXT);
        graphics.drawString(text, x + CELL_WIDTH * 3, y + CELL_HEIGHT - 1);
        return y + LINE;
    }

    private static int top(int row) {
        return MARGIN + LINE + row * CELL_HEIGHT;
    }

    private static void fill(Graphics2D graphics, Color colour, double x, double y, double width, double height) {
        graphics.setColor(colour);
        graphics.fill(new Rectangle2D.Double(x, y, width, height));
    }
}

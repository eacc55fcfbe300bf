package org.ccache.bench.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ccache.bench.measure.Arm;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Table;

/**
 * A table that was made for Markdown, as the page's template takes it: cells with the class of their column or word,
 * cut at what is bold and what is an interval.
 */
record PageTable(String classes, List<Cell> head, List<Row> rows) {
    private static final Set<String> GOOD = Set.of("faster", "smaller");
    private static final Set<String> MUTE = Set.of("not judged", "bound", "control");
    private static final Pattern BOLD = Pattern.compile("\\*\\*(.+?)\\*\\*");
    private static final Pattern INTERVAL = Pattern.compile("\\[[0-9.]+, [0-9.]+\\]");
    private static final Pattern NUMBER = Pattern.compile("[-±]? ?[0-9].{0,40}");

    record Row(boolean ours, List<Cell> cells) {}

    record Cell(String classes, List<Piece> pieces) {}

    /** Text of one look; {@code element} is empty where it has none of its own. */
    record Piece(String element, String text) {}

    static PageTable of(Table table, String classes) {
        List<List<String>> rows = table.rows();
        boolean[] numeric = new boolean[rows.getFirst().size()];
        for (int c = 1; c < numeric.length; c++) {
            numeric[c] = numeric(rows, c);
        }
        return new PageTable(
                classes,
                cells(rows.getFirst(), numeric),
                rows.subList(1, rows.size()).stream()
                        .map(row -> new Row(row.getFirst().equals(Arm.OURS), cells(row, numeric)))
                        .toList());
    }

    private static boolean numeric(List<List<String>> rows, int column) {
        boolean any = false;
        for (List<String> row : rows.subList(1, rows.size())) {
            String cell = row.get(column).replace("*", "");
            if (cell.isEmpty() || cell.equals(Figures.NONE)) {
                continue;
            }
            if (!NUMBER.matcher(cell).matches() || cell.contains(" of ") || cell.contains(":")) {
                return false;
            }
            any = true;
        }
        return any;
    }

    private static List<Cell> cells(List<String> row, boolean[] numeric) {
        List<Cell> cells = new ArrayList<>();
        for (int c = 0; c < row.size(); c++) {
            String text = row.get(c);
            String classes = numeric[c] ? "n" : GOOD.contains(text) ? "good" : MUTE.contains(text) ? "mute" : "";
            cells.add(new Cell(classes, pieces(text)));
        }
        return cells;
    }

    private static List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        Matcher bold = BOLD.matcher(text);
        int end = 0;
        for (; bold.find(); end = bold.end()) {
            cut(text.substring(end, bold.start()), "", pieces);
            cut(bold.group(1), "strong", pieces);
        }
        cut(text.substring(end), "", pieces);
        return pieces;
    }

    private static void cut(String text, String element, List<Piece> pieces) {
        Matcher interval = INTERVAL.matcher(text);
        int end = 0;
        for (; interval.find(); end = interval.end()) {
            pieces.add(new Piece(element, text.substring(end, interval.start())));
            pieces.add(new Piece("small", interval.group()));
        }
        if (end < text.length()) {
            pieces.add(new Piece(element, text.substring(end)));
        }
    }
}

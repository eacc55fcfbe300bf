package org.ccache.bench.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table that reads well on a terminal and is valid Markdown. The first column is text, the others are numbers. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... header) {
        rows.add(List.of(header));
    }

    /** Adds a row; it has as many cells as the header. */
    public Table row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    "a row of " + rows.getFirst().size() + " cells is expected, not " + cells.length);
        }
        rows.add(List.of(cells));
        return this;
    }

    /** The cells, header first, for those who draw the table another way. */
    public List<List<String>> rows() {
        return Collections.unmodifiableList(rows);
    }

    @Override
    public String toString() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < columns; c++) {
                String cell = rows.get(r).get(c);
                String padding = " ".repeat(widths[c] - cell.length());
                text.append("| ")
                        .append(c == 0 ? cell + padding : padding + cell)
                        .append(' ');
            }
            text.append("|\n");
            if (r == 0) {
                for (int c = 0; c < columns; c++) {
                    text.append(c == 0 ? "|:" : "|-")
                            .append("-".repeat(widths[c]))
                            .append(c == 0 ? "-" : ":");
                }
                text.append("|\n");
            }
        }
        return text.toString();
    }
}

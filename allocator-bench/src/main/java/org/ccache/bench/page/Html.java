package org.ccache.bench.page;

import java.util.List;
import java.util.Set;
import org.ccache.bench.measure.Figures;
import org.ccache.bench.measure.Table;
import org.ccache.bench.suite.Suite;

/** Texts and tables as HTML. */
final class Html {
    private static final Set<String> GOOD = Set.of("faster", "smaller", "kept");
    private static final Set<String> MUTE = Set.of("not judged", "bound", "control");

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** JSON inside of a script element: nothing in it may end the element. */
    static String json(String json) {
        return json.replace("<", "\\u003c");
    }

    /** The cells of a table that was made for Markdown. Columns of numbers are aligned to the right. */
    static String table(Table table, String classes) {
        List<List<String>> rows = table.rows();
        if (rows.size() == 1) {
            return "";
        }
        int columns = rows.getFirst().size();
        boolean[] numeric = new boolean[columns];
        for (int c = 1; c < columns; c++) {
            numeric[c] = numeric(rows, c);
        }
        StringBuilder text = new StringBuilder("<table class=\"" + classes + "\"><thead>");
        for (int r = 0; r < rows.size(); r++) {
            boolean ours = r > 0 && rows.get(r).getFirst().equals(Suite.OURS);
            text.append(ours ? "<tr class=\"ours\">" : "<tr>");
            for (int c = 0; c < columns; c++) {
                text.append(cell(rows.get(r).get(c), r == 0 ? "th" : "td", numeric[c]));
            }
            text.append(r == 0 ? "</tr></thead><tbody>\n" : "</tr>\n");
        }
        return text.append("</tbody></table>\n").toString();
    }

    private static boolean numeric(List<List<String>> rows, int column) {
        boolean any = false;
        for (List<String> row : rows.subList(1, rows.size())) {
            String cell = row.get(column).replace("*", "");
            if (cell.isEmpty() || cell.equals(Figures.NONE)) {
                continue;
            }
            if (!cell.matches("[-±]? ?[0-9].{0,40}") || cell.contains(" of ") || cell.contains(":")) {
                return false;
            }
            any = true;
        }
        return any;
    }

    private static String cell(String cell, String element, boolean numeric) {
        String classes = numeric ? "n" : GOOD.contains(cell) ? "good" : MUTE.contains(cell) ? "mute" : "";
        return "<" + element + (classes.isEmpty() ? "" : " class=\"" + classes + "\"") + ">" + inline(cell) + "</"
                + element + ">";
    }

    /** Asterisks as bold, intervals in grey. */
    static String inline(String text) {
        return escape(text)
                .replaceAll("\\*\\*(.+?)\\*\\*", "<strong>$1</strong>")
                .replaceAll("(\\[[0-9.]+, [0-9.]+\\])", "<span class=\"ci\">$1</span>");
    }
}

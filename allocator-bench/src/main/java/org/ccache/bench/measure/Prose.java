package org.ccache.bench.measure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Markdown in lines that can be read, and compared, without a screen that is wide enough. */
public final class Prose {
    /** Longest line of a document. */
    public static final int WIDTH = 120;

    /** What may not be torn apart: code between backticks, and a link's target with the word before it. */
    private static final Pattern WORD = Pattern.compile("(?:`[^`]*`|\\]\\([^)]*\\)|\\S)+");

    /** Words that would be a mark, of a list, a heading, a quotation or a table, at the beginning of a line. */
    private static final Pattern MARK = Pattern.compile("[-+*>|#=]+|\\d+[.)]");

    private static final Pattern TABLE = Pattern.compile("\\s*\\|.*");

    private Prose() {}

    /**
     * The text with lines of {@link #WIDTH} characters at most, where words are no longer. Lines that are short enough
     * and rows of tables stay; what follows the first line of an item of a list is indented as the item's text is.
     */
    public static String wrapped(String markdown) {
        StringBuilder text = new StringBuilder();
        for (String line : markdown.split("\n", -1)) {
            text.append(text.isEmpty() ? "" : "\n");
            if (line.length() <= WIDTH || TABLE.matcher(line).matches()) {
                text.append(line);
            } else {
                wrap(text, line);
            }
        }
        return text.toString();
    }

    private static void wrap(StringBuilder text, String line) {
        String indent = line.startsWith("- ") ? "  " : "";
        Matcher word = WORD.matcher(line);
        int length = 0;
        while (word.find()) {
            String next = word.group();
            if (length > 0
                    && length + 1 + next.length() > WIDTH
                    && !MARK.matcher(next).matches()) {
                text.append('\n').append(indent);
                length = indent.length();
            } else if (length > 0) {
                text.append(' ');
                length++;
            }
            text.append(next);
            length += next.length();
        }
    }
}

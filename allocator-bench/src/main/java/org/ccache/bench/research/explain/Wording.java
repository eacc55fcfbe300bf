package org.ccache.bench.research.explain;

import java.io.PrintStream;
import java.util.Locale;

/** Lines of at most {@value #WIDTH} columns: headings, the document's claims, facts. */
final class Wording {
    static final int WIDTH = 96;

    private static final String BOLD = "\u001b[1m";
    private static final String FAINT = "\u001b[36m";
    private static final String RESET = "\u001b[0m";
    private static final String INDENT = "  ";

    private final PrintStream out;
    private final boolean plain;
    private int chapters;

    Wording(PrintStream out, boolean plain) {
        this.out = out;
        this.plain = plain;
    }

    void chapter(String title) {
        out.println();
        out.println(styled(BOLD, ++chapters + ". " + title));
    }

    /** What the document says, before what this machine answers. */
    void claim(String claim) {
        wrapped("Claim: ", claim, FAINT);
    }

    /** Why something cannot be shown here. */
    void missing(String reason) {
        wrapped("Not here: ", reason, BOLD);
    }

    void say(String sentence) {
        wrapped("", sentence, "");
    }

    void fact(String name, String value) {
        line(String.format(Locale.ROOT, "%-26s %s", name, value));
    }

    /** As it is; longer than the width is a defect of the caller. */
    void line(String line) {
        out.println((INDENT + line).stripTrailing());
    }

    private void wrapped(String label, String sentence, String style) {
        StringBuilder line = new StringBuilder(INDENT).append(label);
        int start = line.length();
        for (String word : sentence.split(" ", -1)) {
            if (line.length() > start && line.length() + 1 + word.length() > WIDTH) {
                out.println(styled(style, line.toString()));
                line = new StringBuilder(INDENT);
                start = line.length();
            }
            line.append(line.length() > start ? " " : "").append(word);
        }
        out.println(styled(style, line.toString()));
    }

    private String styled(String style, String text) {
        return plain || style.isEmpty() ? text : style + text + RESET;
    }
}

package org.ccache.bench.trace;

import java.nio.charset.StandardCharsets;

/** A read position in the lines of a text trace: words, numbers with bounds, and errors that name the line. */
final class TextTrace {
    private static final int QUOTED = 40; // characters of a bad line in a message

    private final String source;
    private final String text;
    private int next; // where the next line begins
    private int number;
    private String line = "";

    TextTrace(byte[] bytes, String source) {
        this.source = source;
        this.text = new String(bytes, StandardCharsets.ISO_8859_1); // a byte each: damage stays where it is
    }

    /** Goes to the next line that is not blank; false at the end. */
    boolean advance() {
        while (next < text.length()) {
            int end = text.indexOf('\n', next);
            end = end < 0 ? text.length() : end;
            line = text.substring(next, end).strip();
            next = end + 1;
            number++;
            if (!line.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The line without the space around it. */
    String line() {
        return line;
    }

    /** The file's name without its folder. */
    String program() {
        return source.substring(source.lastIndexOf('/') + 1);
    }

    /** A whole number in 0 to {@code most}. */
    long number(String word, String what, long most) throws TraceFormatException {
        try {
            long value = Long.parseLong(word);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw error(what + " \"" + quoted(word) + "\" is not a number");
        }
        throw error(what + " " + word + " is not in 0 to " + most);
    }

    TraceFormatException error(String reason) {
        return TraceFormatException.atLine(source, number, reason);
    }

    TraceFormatException unknown() {
        return error("unknown operation \"" + quoted(line) + "\"");
    }

    private static String quoted(String word) {
        return word.length() <= QUOTED ? word : word.substring(0, QUOTED) + "...";
    }
}

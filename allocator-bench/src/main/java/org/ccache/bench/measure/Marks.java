package org.ccache.bench.measure;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two comments in a Markdown file, which no reader sees, around a passage that a command writes: {@code <!-- BEGIN -->} and
 * {@code <!-- END -->}. What stands outside is somebody else's and stays. The first may say what the passage is made from:
 * {@code <!-- BEGIN FROM -->}.
 */
public final class Marks {
    private final String begin;
    private final String end;
    private final Pattern first;

    public Marks(String begin, String end) {
        this.begin = "<!-- " + begin;
        this.end = "<!-- " + end + " -->";
        this.first = Pattern.compile(Pattern.quote(this.begin) + "( [^\n]*?)? -->");
    }

    /** A passage with its marks. */
    public String around(String from, String passage) {
        return begin + (from.isEmpty() ? "" : " " + from) + " -->\n" + passage + "\n" + end;
    }

    /** Where the first mark stands; -1 if it is not there. */
    public int start(String text) {
        Matcher found = first.matcher(text);
        return found.find() ? found.start() : -1;
    }

    /** What the passage is made from; empty if there are no marks. */
    public Optional<String> from(String text) throws IOException {
        Matcher found = find(text);
        return found == null ? Optional.empty() : Optional.of(found.group(1) == null ? "" : found.group(1).strip());
    }

    /** The text with another passage; empty if there are no marks. */
    public Optional<String> replace(String text, String from, String passage) throws IOException {
        Matcher found = find(text);
        return found == null
                ? Optional.empty()
                : Optional.of(text.substring(0, found.start())
                        + around(from, passage)
                        + text.substring(text.indexOf(end) + end.length()));
    }

    /** The first mark; null if neither is there. */
    private Matcher find(String text) throws IOException {
        Matcher found = first.matcher(text);
        boolean begins = found.find();
        int ends = text.indexOf(end);
        if (begins ? ends < found.end() : ends >= 0) {
            throw new IOException("one of " + begin + " --> and " + end + " is missing, or they are in the wrong order");
        }
        return begins ? found : null;
    }
}

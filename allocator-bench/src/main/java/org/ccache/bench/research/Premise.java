package org.ccache.bench.research;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What an experiment sets out with, written before anything is measured: Markdown without headings that names no
 * result.
 *
 * @param name lower-case words joined by hyphens: on the command line and of the files
 * @param title the claim in one line, without an upper-case letter or a full stop: in lists and below the page's
 *      heading
 * @param key a part of the expectation whose figure says most: the summary shows that check
 * @param claim what the document says, in our words
 * @param hypothesis what must be seen if the claim is true: as numbers where it can be
 * @param method what is run, how it is measured, and what this machine cannot show
 */
public record Premise(String name, String title, String key, String claim, String hypothesis, String method) {

    /**
     * The one in NAME.md beside this class.
     *
     * @param values of the numbers and names in it that the program also uses: there in braces
     */
    static Premise read(String name, Map<String, Object> values) {
        String text = text(name + ".md");
        for (Map.Entry<String, Object> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue().toString());
        }
        String head = text.substring(0, text.indexOf("\n## "));
        return new Premise(
                name,
                head.substring("# ".length(), head.indexOf('\n')),
                head.substring(head.indexOf("Key: ") + "Key: ".length()).strip(),
                section(text, "Claim"),
                section(text, "Hypothesis"),
                section(text, "Method"));
    }

    private static String text(String file) {
        try (InputStream in = Premise.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its paragraphs: where the file breaks their lines means nothing. */
    private static String section(String text, String heading) {
        String begin = "\n## " + heading + "\n";
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf("\n## ", from);
        return text.substring(from, to < 0 ? text.length() : to).strip().replaceAll("(?<!\n)\n(?!\n)", " ");
    }
}

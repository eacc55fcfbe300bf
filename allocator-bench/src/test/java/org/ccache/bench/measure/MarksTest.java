package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MarksTest {
    private static final String TEXT = "before\n<!-- begin a in/there -->\nold\n<!-- end a -->\nafter\n";

    private final Marks marks = new Marks("begin a", "end a");

    @Test
    void onlyWhatStandsBetweenIsReplaced() throws IOException {
        String fresh = marks.replace(TEXT, "here", "new\nlines").orElseThrow();
        assertThat(fresh).isEqualTo("before\n<!-- begin a here -->\nnew\nlines\n<!-- end a -->\nafter\n");
        assertThat(marks.replace(fresh, "here", "new\nlines")).hasValue(fresh);
        assertThat(marks.start(TEXT)).isEqualTo("before\n".length());
    }

    @Test
    void whatItIsMadeFromMayBeSaid() throws IOException {
        assertThat(marks.from(TEXT)).hasValue("in/there");
        assertThat(marks.from(marks.around("", "new"))).hasValue("");
    }

    @Test
    void anotherNameIsAnotherMark() throws IOException {
        String other = new Marks("begin ab", "end ab").around("", "x");
        assertThat(marks.start(other)).isNegative();
        assertThat(marks.from(other)).isEmpty();
        assertThat(marks.replace(other, "", "new")).isEmpty();
    }

    @Test
    void halfAPassageIsRefused() {
        for (String text : new String[] {
            "<!-- begin a -->\n", "<!-- end a -->\n", "<!-- end a -->\n<!-- begin a -->\n"
        }) {
            assertThatThrownBy(() -> marks.replace(text, "", "x"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("<!-- begin a -->");
        }
    }
}

package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
    private final Page page = new Page(List.of("a", "b", "c"));

    @Test
    void aNewPageHasAHeadAndTheSection() throws IOException {
        assertThat(page.with("", "b", "## b\n")).startsWith("# ").endsWith("<!-- begin b -->\n## b\n<!-- end b -->\n");
    }

    @Test
    void sectionsStandInTheirOrderWhateverRanFirst() throws IOException {
        String text = page.with(page.with(page.with("", "b", "## b"), "c", "## c"), "a", "## a");
        assertThat(text.indexOf("## a")).isPositive().isLessThan(text.indexOf("## b"));
        assertThat(text.indexOf("## b")).isLessThan(text.indexOf("## c"));
    }

    @Test
    void onlyTheSectionItselfIsReplaced() throws IOException {
        String before = page.with(page.with("", "a", "old"), "c", "other") + "\nby hand\n";
        String after = page.with(before, "a", "new\nlines");
        assertThat(after).isEqualTo(before.replace("old", "new\nlines"));
        assertThat(page.with(after, "a", "new\nlines")).isEqualTo(after);
    }
}

package org.ccache.bench.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
    private final Page page = new Page(List.of("a", "b", "c"));

    @Test
    void aNewPageHasAHeadAndTheSection() {
        assertThat(page.with("", "b", "## b\n")).startsWith("# ").endsWith("<!-- begin b -->\n## b\n<!-- end b -->\n");
    }

    @Test
    void sectionsStandInTheirOrderWhateverRanFirst() {
        String text = page.with(page.with(page.with("", "b", "## b"), "c", "## c"), "a", "## a");
        assertThat(text.indexOf("## a")).isPositive().isLessThan(text.indexOf("## b"));
        assertThat(text.indexOf("## b")).isLessThan(text.indexOf("## c"));
    }

    @Test
    void onlyTheSectionItselfIsReplaced() {
        String before = page.with(page.with("", "a", "old"), "c", "other") + "\nby hand\n";
        String after = page.with(before, "a", "new\nlines");
        assertThat(after).isEqualTo(before.replace("old", "new\nlines"));
        assertThat(page.with(after, "a", "new\nlines")).isEqualTo(after);
    }

    @Test
    void halfASectionIsRefused() {
        assertThatThrownBy(() -> page.with("<!-- begin a -->\n", "a", "x")).hasMessageContaining("marker of a");
        assertThatThrownBy(() -> page.with("<!-- end a -->\n<!-- begin a -->\n", "a", "x"))
                .hasMessageContaining("marker of a");
    }
}

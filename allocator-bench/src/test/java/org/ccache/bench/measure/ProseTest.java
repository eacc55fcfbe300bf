package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProseTest {
    private static final String LONG = "twelve chars ".repeat(20).strip();

    @Test
    void longLinesAreBroken() {
        String text = Prose.wrapped(LONG);
        assertThat(text.lines()).hasSize(3).allMatch(line -> line.length() <= Prose.WIDTH);
        assertThat(text.replace('\n', ' ')).isEqualTo(LONG);
    }

    @Test
    void shortLinesAndTablesStay() {
        String text = "a\n\nb\n| " + LONG + " |\n";
        assertThat(Prose.wrapped(text)).isEqualTo(text);
    }

    @Test
    void anItemsLinesAreIndented() {
        assertThat(Prose.wrapped("- " + LONG).lines().skip(1))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("  twelve"));
    }

    @Test
    void codeAndLinksAreKeptTogether() {
        String code = "`" + "a ".repeat(50) + "`";
        String link = "[x](" + "y".repeat(30) + ")";
        assertThat(Prose.wrapped("b ".repeat(40) + code + ", " + link).lines())
                .anyMatch(line -> line.startsWith(code + ","))
                .anyMatch(line -> line.contains(link));
    }

    @Test
    void noLineBeginsWithAMark() {
        String nearTheEnd = "a".repeat(Prose.WIDTH) + " - " + "b".repeat(20) + " 3. " + "c".repeat(Prose.WIDTH);
        assertThat(Prose.wrapped(nearTheEnd).lines()).noneMatch(line -> line.matches("(-|3\\.) .*"));
    }

    @Test
    void aWordThatIsTooLongStandsAlone() {
        String word = "a".repeat(2 * Prose.WIDTH);
        assertThat(Prose.wrapped("b " + word + " c")).isEqualTo("b\n" + word + "\nc");
    }
}

package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void alignsColumnsAsMarkdown() {
        assertThat(new Table("name", "ns").row("a", "1.00").row("long name", "10.00"))
                .hasToString("""
                        | name      |    ns |
                        |:----------|------:|
                        | a         |  1.00 |
                        | long name | 10.00 |
                        """);
    }

    @Test
    void refusesARowOfAnotherLength() {
        assertThatThrownBy(() -> new Table("a", "b").row("only one"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 cells");
    }
}

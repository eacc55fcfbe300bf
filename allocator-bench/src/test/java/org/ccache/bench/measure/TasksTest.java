package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ccache.bench.measure.ChildTasks.Add;
import org.junit.jupiter.api.Test;

class TasksTest {
    private final Tasks tasks = new Tasks(List.of(Add.class));

    @Test
    void aTaskIsItsNameAndItsFields() {
        assertThat(Tasks.line(new Add(2, 3))).isEqualTo("{\"task\":\"add\",\"a\":2,\"b\":3}");
        assertThat(tasks.parse("{\"task\":\"add\",\"a\":2,\"b\":3}")).isEqualTo(new Add(2, 3));
    }

    @Test
    void whatAnotherBuildHasMoreIsIgnored() {
        assertThat(tasks.parse("{\"c\":9,\"b\":3,\"a\":2,\"task\":\"add\"}")).isEqualTo(new Add(2, 3));
    }

    @Test
    void anUnknownTaskIsToldWithThoseThatAreKnown() {
        for (String line : List.of("{\"task\":\"multiply\",\"a\":2}", "{\"a\":2}")) {
            assertThatThrownBy(() -> tasks.parse(line))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no task is called")
                    .hasMessageEndingWith("known: add");
        }
    }

    @Test
    void whatIsNoTaskIsRefusedInALine() {
        for (String line : List.of("", "add", "[]", "{\"task\":\"add\",\"a\":\"two\"}", "{\"task\":\"add\"")) {
            assertThatThrownBy(() -> tasks.parse(line))
                    .as(line)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aTaskInAResultHasNoName() {
        assertThat(Json.line(new Add(2, 3))).isEqualTo("{\"a\":2,\"b\":3}");
    }
}

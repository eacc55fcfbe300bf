package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.ccache.bench.measure.ChildTasks.Count;
import org.ccache.bench.measure.ChildTasks.Total;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkerTest {
    @AutoClose
    private Worker worker;

    @BeforeEach
    void start() throws IOException {
        worker = ChildJvm.with(Flags.PLAIN).of(ChildTasks.build()).serve("counter", new Count(5));
        assertThat(worker.ready(Total.class)).isEqualTo(new Total(5));
    }

    @Test
    void livesThroughAllOrders() throws IOException {
        assertThat(worker.order(2, Total.class)).isEqualTo(new Total(7));
        assertThat(worker.order(3, Total.class)).isEqualTo(new Total(10));
    }

    @Test
    void oneThatEndsInsteadOfAnAnswerIsToldByItsName() {
        assertThatThrownBy(() -> worker.order(0, Total.class))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("worker counter ended without an answer");
    }

    @Test
    void endsWithItsInput() throws IOException {
        long pid = worker.order(Count.PROCESS, Total.class).value();
        worker.close();
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }
}

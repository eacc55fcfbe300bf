package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.ccache.bench.measure.ChildProgram.Count;
import org.ccache.bench.measure.ChildProgram.Sum;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkerTest {
    @AutoClose
    private Worker worker;

    @BeforeEach
    void start() throws IOException {
        worker = ChildJvm.with(Flags.PLAIN).of(ChildProgram.build()).serve("counter", new Count(5));
        assertThat(worker.ready(Sum.class)).isEqualTo(new Sum(5));
    }

    @Test
    void livesThroughAllOrders() throws IOException {
        assertThat(worker.order(2, Sum.class)).isEqualTo(new Sum(7));
        assertThat(worker.order(3, Sum.class)).isEqualTo(new Sum(10));
    }

    @Test
    void oneThatEndsInsteadOfAnAnswerIsToldByItsName() {
        assertThatThrownBy(() -> worker.order(0, Sum.class))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("worker counter ended without an answer");
    }

    @Test
    void endsWithItsInput() throws IOException {
        long pid = worker.order(Count.PROCESS, Sum.class).value();
        worker.close();
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }
}

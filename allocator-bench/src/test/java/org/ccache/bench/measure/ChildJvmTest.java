package org.ccache.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.ccache.bench.measure.ChildTasks.Add;
import org.ccache.bench.measure.ChildTasks.Fail;
import org.ccache.bench.measure.ChildTasks.Hang;
import org.ccache.bench.measure.ChildTasks.How;
import org.ccache.bench.measure.ChildTasks.Property;
import org.ccache.bench.measure.ChildTasks.Start;
import org.ccache.bench.measure.ChildTasks.Total;
import org.ccache.bench.ratio.OneDowncall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {
    private static final long PATIENCE_SECONDS = 120;

    /** Longer than two JVMs start; on a machine that is too busy for that, twice as long, and so on. */
    private static final long LIMIT_SECONDS = 5;

    private static final long LONGEST_LIMIT_SECONDS = 80;

    @TempDir
    private Path folder;

    private static ChildJvm child() {
        return ChildJvm.with(Flags.PLAIN).of(ChildTasks.build());
    }

    private static <R> Answer<R> measure(Task.Once<R> task, Class<R> type) throws IOException, InterruptedException {
        return child().measure(task, type, PATIENCE_SECONDS);
    }

    private static String failure(How how) throws IOException, InterruptedException {
        Answer<Total> answer = measure(new Fail(how), Total.class);
        assertThat(answer.value()).isNull();
        return answer.failure();
    }

    @Test
    void aTaskIsAnsweredByAnotherProcess() throws IOException, InterruptedException {
        assertThat(measure(new Add(2, 3), Total.class)).isEqualTo(new Answer<>(new Total(5), ""));
    }

    @Test
    void aChildThatFailsIsAnAnswerWithItsFirstError() throws IOException, InterruptedException {
        assertThat(failure(How.THROW))
                .startsWith("exit code 1: ")
                .endsWith("java.lang.IllegalStateException: it broke");
        assertThat(failure(How.EXIT)).isEqualTo("exit code 3: error: it did not work");
        assertThat(failure(How.SIGNAL)).isEqualTo("killed by signal 9");
    }

    @Test
    void aChildThatSaysNothingOrNonsenseIsAnAnswerWithAReason() throws IOException, InterruptedException {
        assertThat(failure(How.SILENCE)).isEqualTo("exit code 0");
        assertThat(failure(How.NONSENSE)).isEqualTo("no Total: warning: what follows is no JSON");
        assertThat(failure(How.BYTES)).isEqualTo("exit code 3: error: see above");
    }

    @Test
    void aChildThatHangsIsStopped() throws IOException, InterruptedException {
        Path pid = folder.resolve("pid");
        for (long limit = LIMIT_SECONDS; limit <= LONGEST_LIMIT_SECONDS && !Files.exists(pid); limit *= 2) {
            assertThat(child().measure(new Hang(pid.toString()), Total.class, limit)
                            .failure())
                    .isEqualTo("stopped after " + limit + " s");
        }
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())))
                .as("the child, which had come to its task")
                .isEmpty();
    }

    /** A limit of its own would leave the child's child to nobody, if the child alone were ended. */
    @Test
    void aChildThatIsStoppedTakesItsOwnAlong() throws Exception {
        Path pid = folder.resolve("pid");
        for (long limit = LIMIT_SECONDS; limit <= LONGEST_LIMIT_SECONDS && !Files.exists(pid); limit *= 2) {
            assertThat(child().measure(new Start(pid.toString()), Total.class, limit)
                            .failure())
                    .isEqualTo("stopped after " + limit + " s");
        }
        Optional<ProcessHandle> left = ProcessHandle.of(Long.parseLong(Files.readString(pid)));
        if (left.isPresent()) { // killed, and not gone yet
            left.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoCannotGoOnWithoutAnAnswerIsToldWhy() throws IOException, InterruptedException {
        Answer<Total> answer = measure(new Fail(How.EXIT), Total.class);
        assertThatThrownBy(() -> answer.orThrow("the sum"))
                .isInstanceOf(IOException.class)
                .hasMessage("the sum failed: exit code 3: error: it did not work");
    }

    @Test
    void anInterruptedThreadEndsItsChild() throws Exception {
        Path pid = folder.resolve("pid");
        FutureTask<Answer<Total>> waits = inBackground(() -> measure(new Hang(pid.toString()), Total.class));
        ProcessHandle child = process(pid);
        waits.cancel(true);
        child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void aProcessThatIsAskedToEndTakesItsChildAlong() throws Exception {
        Path pid = folder.resolve("pid");
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        FutureTask<Answer<Total>> waits = inBackground(() -> child().and(List.of("-Djava.io.tmpdir=" + temporary))
                .measure(new Start(pid.toString()), Total.class, PATIENCE_SECONDS));
        ProcessHandle grandchild = process(pid);
        ProcessHandle parent = grandchild.parent().orElseThrow();
        assertThat(parent.destroy()).isTrue(); // by SIGTERM
        grandchild.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(waits.get(PATIENCE_SECONDS, TimeUnit.SECONDS).failure()).isEqualTo("killed by signal 15");
        assertThat(temporary).isEmptyDirectory();
    }

    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    /** The one that writes its number to a file. */
    private static ProcessHandle process(Path file) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(file) && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        return ProcessHandle.of(Long.parseLong(Files.readString(file))).orElseThrow();
    }

    @Test
    void aFlagThatTheJvmDoesNotKnowIsAReasonToo() throws IOException, InterruptedException {
        assertThat(child().and(List.of("-XX:NoSuchFlag=1"))
                        .measure(new Add(1, 1), Total.class, PATIENCE_SECONDS)
                        .failure())
                .startsWith("exit code 1: Error: ");
    }

    @Test
    void whatTheProductIsToldByPropertiesIsHandedDownAndNothingElse() throws IOException, InterruptedException {
        assertThat(propertyOfTheChildsChild("org.ccache.track")).isEqualTo(7);
        assertThat(propertyOfTheChildsChild("org.ccache.other")).isEqualTo(Property.NONE);
    }

    private static long propertyOfTheChildsChild(String name) throws IOException, InterruptedException {
        return child().and(List.of("-D" + name + "=7"))
                .measure(new Property(name, 1), Total.class, PATIENCE_SECONDS)
                .orThrow("the child")
                .value();
    }

    @Test
    void aProgramIsTimedFromStartToEnd() throws IOException, InterruptedException {
        assertThat(ChildJvm.with(Flags.PLAIN).time(OneDowncall.class, PATIENCE_SECONDS))
                .isPositive();
        assertThatThrownBy(() -> ChildJvm.with(Flags.PLAIN).time(ChildTasks.class, PATIENCE_SECONDS))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("failed: ")
                .hasMessageEndingWith(ChildTasks.class.getName());
    }

    @Test
    void allFlagsAllowNativeAccess() {
        for (Flags flags : Flags.values()) {
            assertThat(flags.list()).as(flags.name()).contains("--enable-native-access=ALL-UNNAMED");
        }
    }
}

package org.ccache.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.ccache.os.DeepMapping;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a first call in a bad state leaves behind: nothing. Each in a process of its own. */
final class FirstUseTest {
    private static final String COMPILED =
            "-Xcomp -XX:CompileCommand=quiet -XX:CompileCommand=compileonly,org.ccache.*::*";

    private static final int SURELY_REFUSED = 3000; // bytes of heap

    @BeforeAll
    static void linux() {
        assumeTrue(Platform.isLinux(), "Linux only");
    }

    private static FreshJvm child(String... options) {
        return new FreshJvm(HostileFirstUse.class).option(options);
    }

    /**
     * Whatever happened, it was an error that says what is short, and all calls work afterwards, and find what is the
     * case.
     */
    private static void recovered(FreshJvm.Ended outcome) {
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.value("other")).as(outcome.toString()).isEqualTo("null");
        assertThat(outcome.value("afterwards")).as(outcome.toString()).isEqualTo("works");
        assertThat(outcome.value("facts")).isEqualTo(HostileFirstUse.facts());
    }

    /** From nothing to more than enough; what linking takes lies in between. */
    @ParameterizedTest
    @CsvSource({
        "build, 3000",
        "build, 24000",
        "build, 60000",
        "build, 300000",
        "build, 1100000",
        "build, 1340000",
        "build, 3000000",
        "all, 3000",
        "all, 500000",
        "all, 1320000",
        "all, 1360000",
        "percpu, 24000",
        "percpu, 1350000",
        "machine, 1000",
        "zeroed, 60000",
        "mode, 10000",
        "index after library, 1000",
        "index after library, 24000",
        "pop after mode, 4000",
        "pop after mode, 24000"
    })
    void withAFullHeap(String call, int slack) throws Exception {
        FreshJvm.Ended outcome = child("-Xmx16m", "-XX:+UseSerialGC").run("heap", call, Integer.toString(slack));
        recovered(outcome);
        if (slack <= SURELY_REFUSED) {
            assertThat(Integer.parseInt(outcome.value("refused"))).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "machine",
                "library",
                "mode",
                "pop after mode",
                "reason",
                "index",
                "index after library",
                "node",
                "memory",
                "zeroed",
                "percpu",
                "fence",
                "build"
            })
    void nearTheEndOfTheStack(String call) throws Exception {
        FreshJvm.Ended outcome = child().run("stack", call);
        recovered(outcome);
        assertThat(outcome.value("works")).isEqualTo("1");
        assertThat(Integer.parseInt(outcome.value("refused"))).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xint", COMPILED, "-XX:+UseSerialGC"})
    void nearTheEndOfTheStackInEveryCompiler(String options) throws Exception {
        for (String call : new String[] {"all", "percpu"}) {
            recovered(child(options.split(" ", -1)).run("stack", call));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "platform, all",
        "virtual, all",
        "platform, percpu",
        "virtual, build",
        "virtual, reason",
        "virtual, zeroed"
    })
    void interrupted(String thread, String call) throws Exception {
        FreshJvm.Ended outcome = child().run(thread, call);
        recovered(outcome);
        assertThat(outcome.value("works")).isEqualTo("1");
    }

    /** On one carrier that a spinning thread would never leave. */
    @Test
    void interruptedOnTheOnlyCarrier() throws Exception {
        recovered(child("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .run("virtual", "all"));
    }

    /**
     * Something in the step is locked, by whoever it may be: the virtual thread that began it has left its carrier, the
     * only one, and a pinned one that waits for the step has it.
     */
    @Test
    void aLockedStepIsTakenThoughThePinnedWaitForIt() throws Exception {
        FreshJvm.Ended outcome = new FreshJvm(PinnedFirstUse.class)
                .option("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .run();
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.value("done")).as(outcome.toString()).isEqualTo("2");
    }

    /** With memory from the JDK alone there are other first uses. */
    @ParameterizedTest
    @CsvSource({
        "heap, build, 60000",
        "heap, memory, 300000",
        "heap, zeroed, 1340000",
        "stack, memory, 0",
        "stack, zeroed, 0"
    })
    void memoryFromTheJdkAlone(String state, String call, String slack) throws Exception {
        FreshJvm.Ended outcome = child(
                        "-Xmx16m", "-XX:+UseSerialGC", "-D" + SystemKind.PROPERTY + "=" + SystemKind.JAVA)
                .run(state, call, slack);
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.value("other")).as(outcome.toString()).isEqualTo("null");
        assertThat(outcome.value("afterwards")).as(outcome.toString()).isEqualTo("works");
    }

    /** What is mapped has an owner, or is given back: an error has neither chance there. */
    @Test
    void whatIsMappedAtTheEndOfTheStackIsNotLost() throws Exception {
        FreshJvm.Ended outcome = new FreshJvm(DeepMapping.class)
                .option("-Xms128m", "-Xmx128m") // no more of it later on
                .run();
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(Integer.parseInt(outcome.value("refused"))).isPositive();
        assertThat(outcome.value("left")).as(outcome.toString()).isEqualTo("0");
    }

    /** What is linked takes no heap, at the thousandth call neither: the JDK makes code for a handle at its 127th. */
    @ParameterizedTest
    @CsvSource({"-Xint, true", "-XX:TieredStopAtLevel=4, true", "-Xint, false"})
    void whatIsLinkedTakesNoHeap(String option, String library) throws Exception {
        FreshJvm.Ended outcome = child(
                        "-Xmx16m", "-XX:+UseSerialGC", option, "-D" + NativeLibrary.ENABLED_PROPERTY + "=" + library)
                .run("linked", "all", "1000");
        assertThat(outcome.value("other")).as(outcome.toString()).isEqualTo("null");
        assertThat(outcome.value("works")).isEqualTo("1000");
        assertThat(outcome.value("afterwards")).isEqualTo("works");
    }

    private static volatile int value; // what the steps below end with

    private static final class Step extends FirstUse {
        private final AtomicInteger attempts;
        private final int failures;

        Step(AtomicInteger attempts, int failures) {
            this.attempts = attempts;
            this.failures = failures;
        }

        @Override
        protected boolean taken() {
            return value != 0;
        }

        @Override
        protected void take() {
            if (attempts.incrementAndGet() <= failures) {
                throw new OutOfMemoryError("attempt " + attempts);
            }
            new FirstUse() { // a step of a step
                @Override
                protected boolean taken() {
                    return attempts.get() < 0;
                }

                @Override
                protected void take() {
                    attempts.set(-attempts.get());
                }
            }.ensure();
            value = -attempts.get();
        }
    }

    @Test
    void aStepIsTakenUntilItSucceedsAndThenNeverAgain() {
        value = 0;
        AtomicInteger attempts = new AtomicInteger();
        for (int i = 1; i <= 2; i++) {
            assertThatThrownBy(() -> new Step(attempts, 2).ensure())
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessage("attempt " + i);
        }
        new Step(attempts, 2).ensure();
        new Step(attempts, 2).ensure();
        assertThat(value).isEqualTo(3);
        assertThat(attempts).hasValue(-3);
    }

    @Test
    void manyThreadsTakeAStepOnce() throws InterruptedException {
        value = 0;
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger thrown = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Runnable action = () -> {
                try {
                    new Step(attempts, 3).ensure();
                } catch (OutOfMemoryError e) {
                    thrown.incrementAndGet();
                }
            };
            Thread thread = switch (i % 3) {
                case 0 -> Thread.ofVirtual().unstarted(action);
                case 1 -> new Thread(null, action, "small", 256 << 10); // takes the step on a worker
                default -> new Thread(null, action, "large", 4 << 20);
            };
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(value).isEqualTo(4);
        assertThat(thrown).hasValue(3); // to each failure its caller
    }

    @Test
    void whatIsBegunInTheBackgroundIsThereForTheNext() {
        value = 0;
        AtomicInteger attempts = new AtomicInteger();
        new Step(attempts, 1).begin();
        try {
            new Step(attempts, 1).ensure(); // waits for it, and tries again where it failed
        } catch (OutOfMemoryError e) {
            new Step(attempts, 1).ensure(); // or was the first itself
        }
        assertThat(value).isEqualTo(2);
    }
}

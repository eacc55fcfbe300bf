package org.ccache.bench.measure;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that takes tasks as benchmarks.jar does, and most of whose tasks go wrong. */
final class ChildTasks {
    static final Tasks TASKS =
            new Tasks(List.of(Add.class, Fail.class, Hang.class, Start.class, Property.class, Count.class));

    private ChildTasks() {}

    static Build build() {
        return new Build(List.of("-cp", Build.classPath(), ChildTasks.class.getName()), false);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Tasks.perform(TASKS.parse(arguments[1].substring("--task=".length())), "");
    }

    record Total(long value) {}

    @JsonTypeName("add")
    record Add(int a, int b) implements Task.Once<Total> {
        @Override
        public Total measure() {
            return new Total((long) a + b);
        }
    }

    enum How {
        THROW,
        EXIT,
        SIGNAL,
        SILENCE,
        NONSENSE,
        BYTES
    }

    @JsonTypeName("fail")
    record Fail(How how) implements Task.Once<Total> {
        @Override
        public Total measure() throws IOException, InterruptedException {
            switch (how) {
                case THROW -> throw new IllegalStateException("it broke");
                case EXIT -> {
                    System.err.println("error: it did not work");
                    System.exit(3);
                }
                case SIGNAL ->
                    new ProcessBuilder(
                                    "kill",
                                    "-9",
                                    Long.toString(ProcessHandle.current().pid()))
                            .start()
                            .waitFor();
                case SILENCE -> System.exit(0);
                case NONSENSE -> System.out.println("warning: what follows is no JSON");
                case BYTES -> {
                    byte[] noText = {(byte) 0xff, '\n'};
                    System.out.write(noText, 0, noText.length);
                    System.err.write(noText, 0, noText.length);
                    System.err.println("error: see above");
                    System.exit(3);
                }
            }
            return new Total(0);
        }
    }

    /** Writes the number of its process to a file, whole or not at all, and does not end by itself. */
    @JsonTypeName("hang")
    record Hang(String file) implements Task.Once<Total> {
        @Override
        public Total measure() throws IOException, InterruptedException {
            Path whole = Path.of(file);
            Path part = Path.of(file + ".part");
            Files.writeString(part, Long.toString(ProcessHandle.current().pid()));
            Files.move(part, whole);
            Thread.sleep(600_000);
            return new Total(0);
        }
    }

    /** Starts a child of its own, which hangs. */
    @JsonTypeName("start")
    record Start(String file) implements Task.Once<Total> {
        @Override
        public Total measure() throws IOException, InterruptedException {
            return ChildJvm.with(Flags.PLAIN)
                    .of(build())
                    .measure(new Hang(file), Total.class, 600)
                    .orThrow("the child's child");
        }
    }

    /** The value of a number among the properties of a child of its own, or of that one's child, and so on. */
    @JsonTypeName("property")
    record Property(String name, int generations) implements Task.Once<Total> {
        static final long NONE = -1;

        @Override
        public Total measure() throws IOException, InterruptedException {
            return generations == 0
                    ? new Total(Long.getLong(name, NONE))
                    : ChildJvm.with(Flags.PLAIN)
                            .of(build())
                            .measure(new Property(name, generations - 1), Total.class, 600)
                            .orThrow("the child's child");
        }
    }

    /** Adds up what it is told, until it is told 0: then it ends without an answer. Asked for, it tells its process. */
    @JsonTypeName("count")
    record Count(long from) implements Task.Serving {
        static final int PROCESS = -1;

        @Override
        public void serve(BufferedReader orders, PrintStream answers) throws IOException {
            long sum = from;
            answers.println(Json.line(new Total(sum)));
            for (String order = orders.readLine(); order != null && !order.equals("0"); order = orders.readLine()) {
                int told = Json.parse(order, Integer.class);
                if (told == PROCESS) {
                    answers.println(Json.line(new Total(ProcessHandle.current().pid())));
                } else {
                    sum += told;
                    answers.println(Json.line(new Total(sum)));
                }
            }
        }
    }
}

package org.ccache.bench.replay;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ccache.bench.Main;
import org.ccache.bench.measure.JavaCommand;
import org.ccache.bench.measure.Json;

/**
 * A worker as its controller sees it: a JVM of its own that lives through all rounds, with one allocator and one trace,
 * and runs a round when told. Between rounds it sleeps in a read, so it costs the others nothing.
 */
public final class WorkerProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    /** A worker that hangs is ended, so that its controller can say so instead of hanging too. */
    private static final long ROUND_SECONDS = 120;

    private static final ScheduledExecutorService WATCHDOG = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("worker-watchdog").factory());

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;
    private final WorkerReady ready;

    /** Starts a worker and waits until it has read its trace. */
    public WorkerProcess(String name, String peer, Path trace) throws IOException {
        this(name, JavaCommand.measured(Main.class, "replay", "--serve", "--peer=" + peer, trace.toString()));
    }

    /** As above, of another build: its benchmarks.jar speaks the same protocol. */
    public static WorkerProcess ofJar(String name, Path jar, String peer, Path trace) throws IOException {
        return new WorkerProcess(
                name, JavaCommand.measuredJar(jar, "replay", "--serve", "--peer=" + peer, trace.toString()));
    }

    private WorkerProcess(String name, List<String> command) throws IOException {
        this.name = name;
        this.process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.answers = process.inputReader();
        this.orders = process.outputWriter();
        this.ready = answer(WorkerReady.class);
    }

    public String name() {
        return name;
    }

    /** What it said when it had read its trace. */
    public WorkerReady ready() {
        return ready;
    }

    /** Runs {@code passes} over the trace and waits for the result. */
    public RoundResult round(StampMode mode, int passes) throws IOException {
        order(WorkerServer.ROUND + " " + mode + " " + passes);
        return answer(RoundResult.class);
    }

    /** Ends the worker. */
    public WorkerSummary finish() throws IOException {
        order(WorkerServer.FINISH);
        return answer(WorkerSummary.class);
    }

    private void order(String line) throws IOException {
        orders.write(line);
        orders.newLine();
        orders.flush();
    }

    private <T> T answer(Class<T> type) throws IOException {
        Future<?> end = WATCHDOG.schedule(process::destroyForcibly, ROUND_SECONDS, TimeUnit.SECONDS);
        String line = answers.readLine();
        end.cancel(false);
        if (line == null) {
            throw new IOException("worker " + name + " ended without an answer, or gave none for " + ROUND_SECONDS
                    + " s; its messages are above");
        }
        return Json.parse(line, type);
    }

    /** Ends the process, by force if it does not end by itself. */
    @Override
    public void close() {
        try (answers;
                orders) {
            orders.close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

package org.ccache.bench.measure;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A child JVM that stays and does what it is ordered, one order at a time. In between it sleeps in a read, so it costs
 * the others nothing.
 */
public final class Worker implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    /** A worker that hangs is ended, so that its controller can say so instead of hanging too. */
    private static final long ANSWER_SECONDS = 120;

    private static final ScheduledExecutorService WATCHDOG = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("worker-watchdog").factory());

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;

    Worker(String name, Process process) {
        this.name = name;
        this.process = process;
        this.answers = process.inputReader();
        this.orders = process.outputWriter();
    }

    public String name() {
        return name;
    }

    /** Waits for the line with which it begins. */
    public <R> R ready(Class<R> type) throws IOException {
        return answer(type);
    }

    /** Gives an order, which goes as JSON, and waits for its answer. */
    public <R> R order(Object order, Class<R> type) throws IOException {
        orders.write(Json.line(order));
        orders.newLine();
        orders.flush();
        return answer(type);
    }

    private <R> R answer(Class<R> type) throws IOException {
        Future<?> end = WATCHDOG.schedule(() -> Children.end(process), ANSWER_SECONDS, TimeUnit.SECONDS);
        String line = answers.readLine();
        end.cancel(false);
        if (line == null) {
            throw new IOException("worker " + name + " ended without an answer, or gave none for " + ANSWER_SECONDS
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
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            // it has ended already, or is ended now
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Children.end(process);
        }
    }
}

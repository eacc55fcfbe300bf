package org.ccache.rseq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.ccache.library.FreshJvm;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests of a child JVM each, which are begun as soon as they are made, two at a time. Registered in a static field, it
 * begins before the first test of its class and ends, with all children, after the last.
 */
final class ChildTests implements BeforeAllCallback, AfterAllCallback {
    private static final int PATIENCE_SECONDS = 60;

    private final Queue<Process> started = new ConcurrentLinkedQueue<>();
    private ExecutorService two;

    /** What a child has to have done. */
    @FunctionalInterface
    interface Judge {
        void of(FreshJvm.Ended outcome);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        two = Executors.newFixedThreadPool(2);
    }

    DynamicTest test(String name, FreshJvm child, Judge verdict, String... arguments) {
        Future<FreshJvm.Ended> running = two.submit(() -> {
            Process process = child.start(arguments);
            started.add(process);
            process.getOutputStream().close();
            return FreshJvm.await(process);
        });
        return DynamicTest.dynamicTest(name, () -> verdict.of(running.get()));
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        two.shutdownNow();
        boolean ended = false;
        for (int seconds = 0; seconds < PATIENCE_SECONDS && !ended; seconds++) {
            started.forEach(Process::destroyForcibly); // each time: one may have been about to start
            ended = two.awaitTermination(1, TimeUnit.SECONDS);
        }
        started.clear();
        assertThat(ended).as("all children have ended").isTrue();
    }
}

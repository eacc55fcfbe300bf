package org.ccache.rseq;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ccache.library.FreshJvm;
import org.junit.jupiter.api.DynamicTest;

/**
 * Tests of a child JVM each, which are begun as soon as they are made, two at a time. To be closed after the last of
 * them.
 */
final class ChildTests implements AutoCloseable {
    private final ExecutorService two = Executors.newFixedThreadPool(2);

    /** What a child has to have done. */
    @FunctionalInterface
    interface Judge {
        void of(FreshJvm.Ended outcome);
    }

    DynamicTest test(String name, FreshJvm child, Judge verdict, String... arguments) {
        Future<FreshJvm.Ended> running = two.submit(() -> child.run(arguments));
        return DynamicTest.dynamicTest(name, () -> verdict.of(running.get()));
    }

    @Override
    public void close() {
        two.shutdownNow();
    }
}

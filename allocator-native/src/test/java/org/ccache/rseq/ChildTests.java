package org.ccache.rseq;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ccache.library.FreshJvm;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests of a child JVM each, which are begun as soon as they are made, two at a time. Registered in a static field, it
 * ends after the last test of its class.
 */
final class ChildTests implements AfterAllCallback {
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
    public void afterAll(ExtensionContext context) {
        two.shutdownNow();
    }
}

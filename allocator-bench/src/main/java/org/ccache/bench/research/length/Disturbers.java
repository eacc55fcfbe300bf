package org.ccache.bench.research.length;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.ccache.bench.machine.NativeThread;
import org.ccache.bench.machine.ThreadAffinity;

/**
 * Busy threads beside the workers, and a thread that signals these at a rate. Signalling takes time of some CPU, too:
 * it preempts a worker now and then.
 */
final class Disturbers {
    private static final long SECOND = 1_000_000_000;

    private final List<Thread> threads = new ArrayList<>();
    private final Set<Long> targets = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /** Starts them; there are no targets yet. */
    Disturbers(LengthSettings settings, int[] processors) {
        for (int processor : processors) {
            for (int i = 0; i < settings.rivals(); i++) {
                threads.add(Thread.ofPlatform().name("rival").daemon().start(() -> burn(processor)));
            }
        }
        if (settings.signals() > 0) {
            long pause = SECOND / settings.signals();
            threads.add(Thread.ofPlatform().name("signals").daemon().start(() -> signal(pause)));
        }
    }

    /** The calling thread is signalled from now on. */
    void target() throws IOException {
        targets.add(NativeThread.id());
    }

    /** It is not any more: its number may soon be another thread's. A signal may still come. */
    void spare() throws IOException {
        synchronized (targets) {
            targets.remove(NativeThread.id());
        }
    }

    private void burn(int processor) {
        try {
            ThreadAffinity.pin(processor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        while (!stopped) {
            Thread.onSpinWait();
        }
    }

    private void signal(long pause) {
        while (!stopped) {
            LockSupport.parkNanos(pause);
            synchronized (targets) {
                for (long target : targets) {
                    try {
                        NativeThread.signal(target);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        }
    }

    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}

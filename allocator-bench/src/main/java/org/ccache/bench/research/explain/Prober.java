package org.ccache.bench.research.explain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CompletableFuture;
import org.ccache.bench.machine.NativeThread;
import org.ccache.bench.machine.ThreadAffinity;

/**
 * A thread that spins inside a sequence, that of the library's self test ({@code probe.c}), until it is closed. The
 * words that it shares:
 *
 * <pre>
 *   0       4       8       12      16      20      24
 *   +-------+-------+-------+-------+-------+-------+
 *   | stop  |   -   | aborts|   -   | rounds|   -   |
 *   +-------+-------+-------+-------+-------+-------+
 * </pre>
 */
final class Prober implements AutoCloseable {
    private static final int STOP = 0;
    private static final int ABORTS = 8;
    private static final int ROUNDS = 16;
    private static final int BYTES = 64;
    private static final long LIMIT_NANOS = 1_000_000_000;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment words = arena.allocate(BYTES, BYTES);
    private final Thread thread;
    private final long id;

    /** Starts it on a processor. */
    @SuppressWarnings("restricted")
    Prober(LiveLibrary library, int processor) {
        long function = library.address(library.file().symbol("ccache_probe_spin"));
        // Not critical: it lasts as long as it lasts, and safepoints must not wait for it.
        MethodHandle spin = Linker.nativeLinker()
                .downcallHandle(MemorySegment.ofAddress(function), FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
        CompletableFuture<Long> started = new CompletableFuture<>();
        thread = Thread.ofPlatform().name("prober").daemon().start(() -> {
            try {
                ThreadAffinity.pin(processor);
                started.complete(NativeThread.id());
                spin.invokeExact(words.address());
            } catch (IOException e) {
                started.completeExceptionally(new UncheckedIOException(e));
            } catch (Throwable t) { // a downcall throws nothing
                throw new AssertionError("a downcall threw", t);
            }
        });
        id = started.join();
        awaitInside();
    }

    /** The kernel's number of the thread. */
    long id() {
        return id;
    }

    /** Aborts that its handler has counted. */
    int aborts() {
        return RawMemory.word32(words.address() + ABORTS);
    }

    /**
     * Returns when it was seen to go round inside the sequence, after this call began: an abort that came before has
     * been counted by then.
     *
     * @return false if it did not run for a second: something else has its processor
     */
    boolean awaitInside() {
        int before = RawMemory.word32(words.address() + ROUNDS);
        long limit = System.nanoTime() + LIMIT_NANOS;
        while (RawMemory.word32(words.address() + ROUNDS) == before) {
            if (System.nanoTime() > limit) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    @Override
    public void close() {
        RawMemory.putRelease32(words.address() + STOP, 1);
        try {
            thread.join();
            arena.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the words stay: the thread still reads them
        }
    }
}

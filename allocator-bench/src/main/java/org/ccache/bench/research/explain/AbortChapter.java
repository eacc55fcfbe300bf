package org.ccache.bench.research.explain;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ccache.bench.machine.Affinity;
import org.ccache.bench.machine.NativeThread;
import org.ccache.bench.machine.ThreadAffinity;
import org.ccache.bench.measure.Crew;
import org.ccache.rseq.Rseq;

/**
 * Aborts made to happen: a thread spins inside a sequence while it is left alone, signalled, preempted, moved, fenced.
 */
final class AbortChapter {
    private static final int TIMES = 100;
    private static final long ALONE_MILLIS = 200;
    private static final long BUSY_NANOS = 2_000_000;
    private static final long NAP_MILLIS = 1;

    private final Wording text;

    AbortChapter(Wording text) {
        this.text = text;
    }

    /** Does something to the prober, and says how often. */
    private interface Disturbance {
        int apply(Prober prober) throws IOException, InterruptedException;
    }

    /**
     * The chapter: library and area are there, and the self test has passed. The disturber is a thread of its own, on
     * another processor than the prober where there is one: on the same it would preempt it by its mere waking.
     */
    void write(LiveLibrary library) throws IOException, InterruptedException {
        int[] allowed = Affinity.allowed();
        Crew.work(1, number -> () -> {
            ThreadAffinity.pin(allowed[0]);
            table(library, allowed);
            return null;
        });
        text.line("");
        text.say("'preempted' is the kernel's own count of involuntary context switches of that thread."
                + " Timer interrupts that switch nothing abort nothing.");
        if (allowed.length == 1) {
            text.missing("migration and the fence want a second CPU; this process may use one.");
        }
    }

    private void table(LiveLibrary library, int[] allowed) throws IOException, InterruptedException {
        int home = allowed[allowed.length - 1];
        try (Prober prober = new Prober(library, home)) {
            text.say("Thread " + prober.id() + " spins inside the sequence ccache_probe_spin on CPU " + home
                    + "; its abort handler counts. What is done to it comes from CPU " + allowed[0] + ".");
            text.line("");
            text.line(String.format(
                    Locale.ROOT,
                    "%-44s %6s %8s %8s %8s %9s",
                    "what is done",
                    "times",
                    "before",
                    "after",
                    "aborts",
                    "preempted"));
            row("nothing, " + ALONE_MILLIS + " ms", prober, AbortChapter::leaveAlone);
            row("a signal whose handler does nothing", prober, AbortChapter::signal);
            row("another thread there, 2 ms busy, 1 ms not", prober, target -> preempt(home));
            if (allowed.length > 1) {
                row("moved to another CPU and back", prober, target -> move(target, allowed));
                row("membarrier, rseq fence", prober, AbortChapter::fence);
            }
        }
    }

    private void row(String what, Prober prober, Disturbance disturbance) throws IOException, InterruptedException {
        prober.awaitInside();
        int before = prober.aborts();
        long preempted = NativeThread.preemptions(prober.id());
        int times = disturbance.apply(prober);
        prober.awaitInside();
        int after = prober.aborts();
        text.line(String.format(
                Locale.ROOT,
                "%-44s %6d %8d %8d %8d %9d",
                what,
                times,
                before,
                after,
                after - before,
                NativeThread.preemptions(prober.id()) - preempted));
    }

    private static int leaveAlone(Prober prober) throws InterruptedException {
        Thread.sleep(ALONE_MILLIS);
        return 1;
    }

    private static int signal(Prober prober) throws IOException {
        for (int i = 0; i < TIMES; i++) {
            NativeThread.signal(prober.id());
            prober.awaitInside();
        }
        return TIMES;
    }

    private static int fence(Prober prober) {
        for (int i = 0; i < TIMES; i++) {
            Rseq.fence();
            prober.awaitInside();
        }
        return TIMES;
    }

    private static int move(Prober prober, int[] allowed) throws IOException {
        for (int i = 0; i < TIMES; i++) {
            ThreadAffinity.pin(prober.id(), allowed[i % allowed.length]);
            prober.awaitInside();
        }
        ThreadAffinity.pin(prober.id(), allowed[allowed.length - 1]);
        return TIMES;
    }

    /** A thread that wakes up, wants the prober's processor for a while, and sleeps. */
    private static int preempt(int home) throws IOException, InterruptedException {
        AtomicBoolean refused = new AtomicBoolean();
        Thread rival = Thread.ofPlatform().name("rival").start(() -> {
            try {
                ThreadAffinity.pin(home);
                for (int i = 0; i < TIMES; i++) {
                    long end = System.nanoTime() + BUSY_NANOS;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                    Thread.sleep(NAP_MILLIS);
                }
            } catch (IOException | InterruptedException e) {
                refused.set(true);
            }
        });
        rival.join();
        if (refused.get()) {
            throw new IOException("the kernel refused CPU " + home);
        }
        return TIMES;
    }
}

package org.ccache.rseq;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.library.FullHeap;

/**
 * The program of a child JVM: brings every subject into one hostile state, and then lets it work in peace. A thread
 * that does not come to its end within a minute hangs; its stack is told.
 */
public final class HostileReport {
    private static final long PATIENCE_MILLIS = 60_000;
    private static final int STACK_BYTES = 256 << 10;
    private static final int STACK_STEP = 4096;
    private static final int FRAMES = 2000; // above the end: if all fails so far, it is not for want of stack
    private static final int FRAMES_OF_ENDLESS = 100;
    private static final int RETURNS = 40; // in a row: here the stack is long enough

    private final HostileSubjects.HostileSubject subject;
    private Throwable unexpected;
    private int returned; // acts in a row

    private HostileReport(HostileSubjects.HostileSubject subject) {
        this.subject = subject;
    }

    /** Arguments: the state, and how often. */
    public static void main(String[] arguments) throws InterruptedException {
        int rounds = Integer.parseInt(arguments[1]);
        List<String> failures = new ArrayList<>();
        HostileSubjects subjects = new HostileSubjects();
        System.out.println("mode=" + Rseq.mode());
        long done = 0;
        long errors = 0;
        for (HostileSubjects.HostileSubject subject : subjects.all) {
            HostileReport report = new HostileReport(subject);
            switch (arguments[0]) {
                case "deep" -> report.deep(rounds);
                case "full" -> report.full(rounds);
                case "interrupted" -> report.interrupted(rounds);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
            Throwable after = run(Thread.ofPlatform().unstarted(() -> {}), subject::check);
            System.out.println(subject.name + ": " + subject.done + " done, " + subject.errors + " errors");
            if (subject.done == 0 && subject.returns()) {
                failures.add(subject.name + ": never done");
            }
            if (report.unexpected != null) {
                failures.add(subject.name + ": " + report.unexpected);
            }
            if (after != null) {
                failures.add(subject.name + ", afterwards: " + after);
            }
            done += subject.done;
            errors += subject.errors;
        }
        System.out.println("done=" + done);
        System.out.println("errors=" + errors);
        System.out.println("failures=" + failures);
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    /** Runs to the end, on a thread as the given one; what was thrown, or null. */
    private static Throwable run(Thread like, Runnable work) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread.Builder builder = like.isVirtual() ? Thread.ofVirtual() : Thread.ofPlatform();
        Thread thread = builder.start(() -> {
            try {
                work.run();
            } catch (Throwable t) {
                thrown.set(t);
            }
        });
        await(thread);
        return thrown.get();
    }

    private static void await(Thread thread) throws InterruptedException {
        thread.join(PATIENCE_MILLIS);
        if (thread.isAlive()) {
            StringBuilder text = new StringBuilder("failures=[hangs]\n");
            for (StackTraceElement element : thread.getStackTrace()) {
                text.append("  ").append(element).append('\n');
                if (text.length() > 4000) {
                    break;
                }
            }
            System.out.println(text);
            System.exit(2);
        }
    }

    /** An act, of which whatever is thrown is counted; what may not be thrown is kept. */
    private void attempt() {
        try {
            subject.act();
            subject.done++;
        } catch (StackOverflowError | OutOfMemoryError e) {
            subject.errors++;
        } catch (Throwable t) {
            subject.errors++;
            unexpected = t;
        }
    }

    private void deep(int rounds) throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            int bytes = STACK_BYTES + round * STACK_STEP;
            returned = 0;
            Thread thread = new Thread(null, this::descend, "deep", bytes);
            thread.start();
            await(thread);
        }
    }

    /** To the end of the stack, with an act at each of the last frames on the way back up: how far it is to the end. */
    @SuppressWarnings("InfiniteRecursion") // that is the point
    private int descend() {
        int up;
        try {
            up = descend() + 1;
        } catch (StackOverflowError e) {
            up = 0;
        }
        if (returned < RETURNS && up < (subject.returns() ? FRAMES : FRAMES_OF_ENDLESS)) {
            long errors = subject.errors;
            attempt();
            returned = subject.errors == errors ? returned + 1 : 0;
        }
        return up;
    }

    private void full(int rounds) {
        attempt(); // all is in use
        for (int round = 0; round < rounds; round++) {
            FullHeap.fill();
            for (int i = 0; i < 3; i++) {
                attempt();
            }
            FullHeap.release();
        }
    }

    private void interrupted(int rounds) throws InterruptedException {
        for (Thread like : List.of(
                Thread.ofPlatform().unstarted(() -> {}), Thread.ofVirtual().unstarted(() -> {}))) {
            Throwable thrown = run(like, () -> {
                for (int i = 0; i < 20 * rounds; i++) {
                    Thread.currentThread().interrupt();
                    attempt();
                    if (!Thread.currentThread().isInterrupted()) {
                        throw new AssertionError("the interrupt status is gone");
                    }
                }
            });
            if (thrown != null) {
                unexpected = thrown;
            }
        }
    }
}

package org.ccache.allocator.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ccache.allocator.FrontEnd;

/**
 * Every action while the Java heap is full: the first calls of the process, then again and again. Refused by the JVM's
 * OutOfMemoryError or done, and what was refused is as if it had not been asked; and works as soon as there is heap.
 *
 * <p>Arguments: front end, number of the action that comes first, rounds.
 */
final class HeapProgram {
    private static final int[] SLACKS = {
        24_000, 0, 64_000, 3_000, 1_000, 12_000, 200, 48_000, 6_000, 32_000, 500, 16_000, 2_000, 40_000, 4_000, 8_000
    };
    private static final int PATIENCE_ROUNDS = 100;
    private static final int BUILDS = 120;

    private final Action[] order;
    private final int first;
    private final HostileFindings findings;
    private final HeapHog hog = new HeapHog();
    private Subject subject;
    private String state;
    private volatile long steps;

    private HeapProgram(FrontEnd frontEnd, int first) {
        this.first = first;
        order = Actions.from(first);
        findings = new HostileFindings(order);
        subject = Subject.open(frontEnd);
    }

    public static void main(String[] arguments) throws Exception {
        HeapProgram program = new HeapProgram(FrontEnd.valueOf(arguments[0]), Integer.parseInt(arguments[1]));
        Watchdog.relieve(program.hog::release);
        Watchdog.over("calls with a full heap", () -> program.steps);
        program.run(Integer.parseInt(arguments[2]));
        program.findings.end();
    }

    private void run(int rounds) {
        try {
            if (first % 2 == 1) {
                subject.prepare(); // so that the first of all calls in need is not always an allocation
            }
            state = "first call";
            for (int i = 0; i < order.length; i++) {
                hog.fill(SLACKS[(first + i) % SLACKS.length]);
                attempt(i);
            }
            hog.ease();
            account("the first calls");
            peace("after the first calls");
            for (int round = 0; round < rounds; round++) {
                state = "round " + round;
                for (int i = 0; i < order.length; i++) {
                    hog.fill(SLACKS[(first + 7 * round + i) % SLACKS.length]);
                    attempt(i);
                    attempt(i); // and with what the first has left
                    hog.ease();
                    account(order[i].name() + ", " + state);
                }
            }
            hog.release();
            subject.release();
            account("all was freed");
            subject.allocator.close();
            subject = Subject.open(subject.frontEnd);
            peace("with another allocator");
            subject.release();
            subject.allocator.close();
            if (first == 0) {
                builds();
            }
        } catch (Throwable t) {
            hog.release();
            findings.fault(0, "in peace, after " + state, t);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    private void attempt(int i) {
        steps++;
        try {
            order[i].body().run(subject);
            findings.returned[i]++;
        } catch (OutOfMemoryError e) {
            findings.refused[i]++;
        } catch (Throwable t) {
            findings.fault(i, state, t);
        }
    }

    /** Each works now, whatever it met before. */
    private void peace(String when) {
        for (int i = 0; i < order.length; i++) {
            try {
                order[i].body().run(subject);
            } catch (Throwable t) {
                findings.fault(i, "in peace " + when, t);
            }
        }
        account("peace " + when);
    }

    private void account(String after) {
        subject = subject.account("after " + after, findings);
    }

    /** An allocator that is not made for want of heap has left nothing in the process. */
    private void builds() throws IOException, InterruptedException {
        state = "building";
        int before = mappings();
        for (int i = 0; i < BUILDS; i++) {
            hog.fill(i * 400);
            try {
                subject.spare = Subject.builder(subject.frontEnd).build();
                subject.spare.close();
            } catch (OutOfMemoryError e) {
                findings.refused[0]++;
            }
            hog.ease();
            if (subject.spare != null) {
                subject.spare.close();
                subject.spare = null;
            }
        }
        hog.release();
        int now = mappings();
        for (int i = 0; i < PATIENCE_ROUNDS && now > before + BUILDS / 2; i++) {
            System.gc();
            Thread.sleep(20);
            now = mappings();
        }
        System.out.println("mappings=" + before + " before, " + now + " after " + BUILDS + " attempts to build");
        if (now > before + BUILDS / 2) {
            findings.note(now + " mappings after attempts to build, " + before + " before");
        }
    }

    private static int mappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return (int) lines.count();
        }
    }
}

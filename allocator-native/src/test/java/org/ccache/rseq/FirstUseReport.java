package org.ccache.rseq;

import org.ccache.library.FullHeap;
import org.ccache.rseq.ring.PerCpuRingBuffer;

/**
 * The program of a child JVM: the very first use of per-CPU data is made in a hostile state, and made again until it
 * succeeds; then everything is done in peace.
 */
public final class FirstUseReport {
    private static final int STACK_BYTES = 256 << 10;

    private final String use;
    private int done;
    private int errors;
    private Throwable unexpected;

    private FirstUseReport(String use) {
        this.use = use;
    }

    /** Arguments: the state, which use, and by how many bytes the state misses the worst. */
    public static void main(String[] arguments) throws InterruptedException, ClassNotFoundException {
        // The JDK's class path forgets a folder or jar that it was opening when the stack ended.
        // So a class of it is loaded, not initialised, before.
        Class.forName("org.ccache.rseq.ring.MessageHandler", false, FirstUseReport.class.getClassLoader());
        FirstUseReport report = new FirstUseReport(arguments[1]);
        int slack = Integer.parseInt(arguments[2]);
        if (arguments[0].equals("deep")) {
            Thread thread = new Thread(null, report::descend, "deep", STACK_BYTES + slack);
            thread.start();
            thread.join();
        } else {
            report.full(slack);
        }
        System.out.println("done=" + report.done);
        System.out.println("errors=" + report.errors);
        String failure = report.unexpected == null ? "" : report.unexpected.toString();
        try {
            peace();
        } catch (Throwable t) { // of any kind: a class that is broken for ever, for instance
            failure += " afterwards " + t + " " + t.getCause();
        }
        System.out.println("mode=" + Rseq.mode());
        System.out.println("failure=" + failure);
        System.exit(failure.isEmpty() ? 0 : 1);
    }

    private void attempt() {
        try {
            use();
            done++;
        } catch (StackOverflowError | OutOfMemoryError e) {
            errors++;
        } catch (Throwable t) {
            errors++;
            if (unexpected == null) {
                unexpected = t;
            }
        }
    }

    private void use() {
        switch (use) {
            case "counter" -> PerCpuCounter.create().add(1);
            case "exclusive" -> PerCpuMemory.allocate(8).exclusively(0, words -> words);
            case "ring" -> {
                PerCpuRingBuffer ring = PerCpuRingBuffer.create(64);
                ring.commit(ring.tryClaim(1, 0));
            }
            default -> throw new IllegalArgumentException(use);
        }
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private void descend() {
        try {
            descend();
        } catch (StackOverflowError e) {
            // the end
        }
        if (done < 3) {
            attempt();
        }
    }

    private void full(int slack) {
        byte[] reserve = new byte[slack];
        FullHeap.fill();
        if (reserve.length == slack) {
            reserve = null;
        }
        for (int i = 0; i < 3; i++) {
            attempt();
        }
        FullHeap.release();
        if (reserve != null) {
            throw new AssertionError("the reserve is still held");
        }
    }

    private static void peace() {
        HostileSubjects subjects = new HostileSubjects();
        for (HostileSubjects.HostileSubject subject : subjects.all) {
            for (int i = 0; i < 10; i++) {
                if (subject.returns()) {
                    subject.act();
                    subject.done++;
                }
            }
            subject.check();
        }
    }
}

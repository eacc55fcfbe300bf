package org.ccache.allocator.hostile;

import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;

/**
 * Every action where the stack all but ends: at the frames on the way back from an overflow, the first calls of the
 * process and then again. Refused by a StackOverflowError or done; what was refused is as if it had not been asked, no
 * lock is held, and everything works as soon as there is stack.
 *
 * <p>Arguments: front end, number of the action that comes first, rounds, and at each how manieth frame on the way back
 * there is a call.
 */
final class StackProgram {
    private static final int CALM = 8; // so many calls in a row that came to their end: there is stack enough
    private static final int[] STACKS = {256 << 10, 512 << 10, 260 << 10, 264 << 10};

    private final Action[] order;
    private final HostileFindings findings;
    private Subject subject;
    private final int stride;
    private String state;
    private int dives;

    // Of the dive that goes on.
    private int index;
    private Action.Body body;
    private int calm;
    private int frame;

    private StackProgram(FrontEnd frontEnd, int first, int stride) {
        this.stride = stride;
        order = Actions.from(first);
        findings = new HostileFindings(order);
        subject = Subject.open(frontEnd);
        if (first % 2 == 1) {
            subject.prepare();
        }
    }

    public static void main(String[] arguments) throws Exception {
        StackProgram program = new StackProgram(
                FrontEnd.valueOf(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[3]));
        program.run(Integer.parseInt(arguments[2]));
        program.findings.end();
    }

    private void run(int rounds) throws InterruptedException {
        state = "first call";
        for (int i = 0; i < order.length; i++) {
            dive(i, STACKS[i % STACKS.length]);
        }
        peace("after the first calls");
        for (int round = 0; round < rounds; round++) {
            state = "round " + round;
            for (int i = 0; i < order.length; i++) {
                dive(i, STACKS[(i + round) % STACKS.length] + 16 * round);
                account(order[i].name() + ", " + state);
            }
        }
        closes();
        peace("at the end");
        Watchdog.run("freeing everything", 0, subject::release);
        account("all was freed");
        Watchdog.run("closing", 0, subject.allocator::close);
    }

    private void dive(int i, long stack) throws InterruptedException {
        dive(i, order[i].body(), order[i].name() + ", " + state, stack);
    }

    private void dive(int i, Action.Body what, String name, long stack) throws InterruptedException {
        index = i;
        body = what;
        calm = 0;
        frame = dives++; // not at the same frames each time
        Watchdog.run(name, stack, () -> {
            if (i % 2 == 0) {
                narrow();
            } else {
                wide(1, 2, 3, 4, 5);
            }
            subject.endArenas(); // by their thread, which has its stack again
        });
    }

    /** Two ways down, with frames of different sizes, so that the stack ends at different places of a call. */
    @SuppressWarnings("InfiniteRecursion") // until the stack ends: that is the test
    private void narrow() {
        try {
            narrow();
        } catch (StackOverflowError e) {
            // one frame up there is a little more
        }
        if (calm < CALM && ++frame % stride == 0) {
            attempt();
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private long wide(long a, long b, long c, long d, long e) {
        long sum = 0;
        try {
            sum = wide(b, c, d, e, a);
        } catch (StackOverflowError error) {
            // as above
        }
        if (calm < CALM && ++frame % stride == 0) {
            attempt();
        }
        return sum + a;
    }

    private void attempt() {
        try {
            body.run(subject);
            findings.returned[index]++;
            calm++;
        } catch (StackOverflowError e) {
            findings.refused[index]++;
            calm = 0;
        } catch (Throwable t) {
            calm = 0;
            findings.fault(index, state, t);
        }
    }

    /** A close that overflows is finished by the next one. */
    private void closes() throws InterruptedException {
        state = "close";
        for (int i = 0; i < 8; i++) {
            CcacheAllocator[] closing = new CcacheAllocator[1];
            Watchdog.run("building", 0, () -> {
                closing[0] = Subject.builder(subject.frontEnd).build();
                closing[0].allocate(100);
                closing[0].allocate(100_000);
            });
            dive(0, s -> closing[0].close(), "close", STACKS[i % STACKS.length] + 16 * i);
            Watchdog.run("closing again", 0, closing[0]::close);
            Watchdog.run("a closed one", 0, () -> {
                try {
                    closing[0].allocate(100);
                    findings.note("a closed allocator allocates");
                } catch (IllegalStateException e) {
                    // as it should be
                } catch (Throwable t) {
                    findings.fault(0, "closed at the end of the stack", t);
                }
            });
        }
    }

    /** Each works now, in another thread, whatever it met before. */
    private void peace(String when) throws InterruptedException {
        for (int i = 0; i < order.length; i++) {
            int current = i;
            Watchdog.run(order[i].name() + ", in peace " + when, 0, () -> {
                try {
                    order[current].body().run(subject);
                } catch (Throwable t) {
                    findings.fault(current, "in peace " + when, t);
                }
            });
        }
        account("peace " + when);
    }

    private void account(String after) throws InterruptedException {
        Watchdog.run("account after " + after, 0, () -> subject = subject.account("after " + after, findings));
    }
}

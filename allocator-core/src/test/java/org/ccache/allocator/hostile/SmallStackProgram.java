package org.ccache.allocator.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;

/**
 * Two hundred threads with the smallest stack that the JVM gives, all at once: what an application does all day works
 * there, and every other action works or is refused by a StackOverflowError.
 *
 * <p>Argument: front end.
 */
final class SmallStackProgram {
    private static final int THREADS = 200;
    private static final long MOST = 4L << 30; // the whole range, for what each of them keeps
    private static final Set<String> COSTLY = Set.of("create", "resident", "map", "audit", "audit in words");
    private static final long SMALLEST = 1; // the JVM makes of it what it needs at least

    private SmallStackProgram() {}

    public static void main(String[] arguments) throws Exception {
        FrontEnd frontEnd = FrontEnd.valueOf(arguments[0]);
        Action[] order = Actions.from(0);
        HostileFindings findings = new HostileFindings(order);
        CcacheAllocator allocator = Subject.builder(frontEnd).reserve(MOST).build();
        Subject subject = new Subject(frontEnd, allocator, allocator.scope("part", 4 * MOST));
        CountDownLatch start = new CountDownLatch(1);
        List<Subject> subjects = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Subject own = subject.sibling();
            own.limit = MOST;
            subjects.add(own);
            int first = i;
            Thread thread = new Thread(null, () -> work(own, order, first, start, findings), "small", SMALLEST);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        for (Thread thread : threads) {
            Watchdog.await("a thread with a small stack", thread);
        }
        Watchdog.run("the account", 0, () -> {
            long live = subjects.stream().mapToLong(Subject::live).sum();
            long scoped = subjects.stream().mapToLong(Subject::liveScoped).sum();
            Subject.awaitCollector(allocator, subject.scope, live, scoped);
            String difference = Subject.difference(allocator, subject.scope, live, scoped);
            if (difference != null) {
                findings.note(difference);
            }
            subjects.forEach(Subject::release);
            difference = Subject.difference(allocator, subject.scope, 0, 0);
            if (difference != null) {
                findings.note("all was freed: " + difference);
            }
            allocator.close();
        });
        findings.end();
    }

    private static void work(
            Subject subject, Action[] order, int first, CountDownLatch start, HostileFindings findings) {
        try {
            start.await();
            everyday(subject.allocator);
        } catch (Throwable t) { // an overflow too
            findings.fault(0, "every day's work", t);
        }
        for (int i = 0; i < order.length; i++) {
            int action = (first + i) % order.length;
            if (first % 10 != 0 && COSTLY.contains(order[action].name())) {
                continue; // twenty threads of them are enough
            }
            try {
                order[action].body().run(subject);
                findings.returned[action]++;
            } catch (StackOverflowError e) {
                findings.refused[action]++;
            } catch (Throwable t) {
                findings.fault(action, "a small stack", t);
            }
        }
        subject.endArenas(); // by their thread
    }

    private static void everyday(CcacheAllocator allocator) {
        long[] blocks = new long[28];
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = allocator.allocate(16L << i % 14); // up to 128 KiB
                allocator.segment(blocks[i]).fill((byte) i);
            }
            for (long block : blocks) {
                allocator.free(block);
            }
        }
    }
}

package org.ccache.allocator.hostile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;

/**
 * Threads that are interrupted for good: each action does its work all the same and leaves the status alone, and
 * virtual and platform threads that crowd at the limit get on.
 *
 * <p>Arguments: front end, seconds.
 */
final class InterruptProgram {
    private static final int PLATFORM = 4;
    private static final int VIRTUAL = 40;
    private static final int HELD = 200;

    private final Action[] order = Actions.from(0);
    private final HostileFindings findings = new HostileFindings(order);
    private final FrontEnd frontEnd;
    private final AtomicLong platform = new AtomicLong();
    private final AtomicLong virtual = new AtomicLong();
    private volatile boolean stop;

    private InterruptProgram(FrontEnd frontEnd) {
        this.frontEnd = frontEnd;
    }

    public static void main(String[] arguments) throws Exception {
        InterruptProgram program = new InterruptProgram(FrontEnd.valueOf(arguments[0]));
        for (Thread.Builder builder : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
            Watchdog.await("every action, interrupted", builder.start(program::each));
        }
        program.crowd(Long.parseLong(arguments[1]) * 1_000_000_000L);
        program.findings.end();
    }

    /** Of two rounds the first has the first uses. */
    private void each() {
        Subject subject = Subject.open(frontEnd);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < order.length; i++) {
                Thread.currentThread().interrupt();
                try {
                    order[i].body().run(subject);
                    findings.returned[i]++;
                } catch (Throwable t) {
                    findings.fault(i, "interrupted, in " + Thread.currentThread(), t);
                }
                if (!Thread.interrupted()) {
                    findings.note(order[i].name() + " took the interrupt away, in " + Thread.currentThread());
                }
            }
        }
        try {
            subject.release();
            subject.allocator.close();
        } catch (Throwable t) {
            findings.fault(0, "at the end, in " + Thread.currentThread(), t);
        }
    }

    private void crowd(long nanos) throws InterruptedException {
        CcacheAllocator allocator = Subject.builder(frontEnd)
                .limit(Subject.LIMIT / 4)
                .purgeDelay(Duration.ofMillis(100))
                .build();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PLATFORM + VIRTUAL; i++) {
            int seed = i;
            Thread.Builder builder = i < PLATFORM ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
            threads.add(builder.start(() -> work(allocator, new SplittableRandom(seed))));
        }
        Thread mover = Thread.ofPlatform().daemon().start(() -> move(allocator));
        Watchdog.over("interrupted platform threads at the limit", platform::get);
        Watchdog.over("interrupted virtual threads at the limit", virtual::get);
        Thread.sleep(nanos / 1_000_000);
        stop = true;
        for (Thread thread : threads) {
            Watchdog.await("the end of an interrupted thread", thread);
        }
        Watchdog.await("trims and limits", mover);
        System.out.println("steps=" + platform + " + " + virtual);
        String difference = Subject.difference(allocator, allocator.scope("none", 0), 0, 0);
        if (difference != null) {
            findings.note("after the crowd: " + difference);
        }
        allocator.close();
    }

    /** Large blocks now and then, so that the limit is met in both ways. */
    private void work(CcacheAllocator allocator, SplittableRandom random) {
        long[] held = new long[HELD];
        AtomicLong steps = Thread.currentThread().isVirtual() ? virtual : platform;
        Thread.currentThread().interrupt();
        try {
            while (!stop) {
                int k = random.nextInt(HELD);
                if (held[k] != 0) {
                    allocator.free(held[k]);
                    held[k] = 0;
                } else {
                    try {
                        held[k] = allocator.allocate(size(random));
                    } catch (OutOfMemoryError e) {
                        findings.refused[0]++; // not counted exactly
                    }
                }
                steps.incrementAndGet();
                if (!Thread.currentThread().isInterrupted()) {
                    findings.note("an interrupt was taken away at the limit");
                    Thread.currentThread().interrupt();
                }
            }
            for (long block : held) {
                if (block != 0) {
                    allocator.free(block);
                }
            }
        } catch (Throwable t) {
            findings.fault(0, "at the limit, in " + Thread.currentThread(), t);
            stop = true;
        }
    }

    private static long size(SplittableRandom random) {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextLong(65_000, 300_000);
            case 1 -> random.nextLong(1 << 16);
            default -> random.nextLong(2000);
        };
    }

    private void move(CcacheAllocator allocator) {
        try {
            for (int i = 0; !stop; i++) {
                if (i % 2 == 0) {
                    allocator.trim();
                } else {
                    allocator.limit((i % 5 + 1) * Subject.LIMIT / 4);
                }
                Thread.sleep(1);
            }
        } catch (Throwable t) {
            findings.fault(0, "trims and limits beside the crowd", t);
        }
    }
}

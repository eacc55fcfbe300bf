package org.ccache.allocator.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.ccache.allocator.AllocatorScope;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;
import org.ccache.allocator.InvalidAddressException;
import org.ccache.allocator.Maintenance;

/**
 * Closes an allocator in the midst of calls, again and again. Each call comes to its end or is refused, later ones are
 * refused, and nobody touches memory that has gone: no thread here touches a block, only the allocator does.
 *
 * <p>Arguments: front end, kind of work ({@code all}, {@code small} or {@code large}: what is moved), seconds.
 */
final class CloseProgram {
    private static final int PLATFORM = 3;
    private static final int VIRTUAL = 3;
    private static final int CLOSERS = 2;
    private static final long MIB = Subject.MIB;
    private static final List<Maintenance> MODES = List.of(Maintenance.values());

    private final Action[] order = Actions.from(0);
    private final HostileFindings findings = new HostileFindings(order);
    private final FrontEnd frontEnd;
    private final String kind;
    private volatile long rounds;

    private CloseProgram(FrontEnd frontEnd, String kind) {
        this.frontEnd = frontEnd;
        this.kind = kind;
    }

    public static void main(String[] arguments) throws Exception {
        CloseProgram program = new CloseProgram(FrontEnd.valueOf(arguments[0]), arguments[1]);
        Watchdog.over("close beside work", () -> program.rounds);
        long end = System.nanoTime() + Long.parseLong(arguments[2]) * 1_000_000_000L;
        while (System.nanoTime() - end < 0) {
            program.round();
        }
        System.out.println("rounds=" + program.rounds);
        program.findings.end();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    private void round() throws InterruptedException {
        CcacheAllocator allocator = CcacheAllocator.builder()
                .frontEnd(frontEnd)
                .reserve(kind.equals("large") ? 1L << 30 : 256 * MIB)
                .maintenance(MODES.get((int) (rounds % MODES.size())))
                .build();
        AllocatorScope scope = allocator.scope("part", 256 * MIB); // else a request beyond it counts for a moment
        Subject shared = new Subject(frontEnd, allocator, scope);
        CountDownLatch ready = new CountDownLatch(PLATFORM); // a virtual thread may get its first carrier after close
        CountDownLatch unheeded = new CountDownLatch(VIRTUAL);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PLATFORM + VIRTUAL; i++) {
            Subject own = shared.sibling();
            own.limit = 256 * MIB;
            int first = i * 11 + (int) rounds * 7;
            boolean platform = i < PLATFORM;
            Thread.Builder builder = platform ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
            threads.add(builder.start(() -> {
                if (kind.equals("all")) {
                    work(own, first, platform ? ready : unheeded);
                } else {
                    move(own, platform ? ready : unheeded);
                }
            }));
        }
        ready.await();
        LockSupport.parkNanos(1_000_000 + rounds % 16 * 700_000);
        for (int i = 0; i < CLOSERS; i++) {
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                try {
                    allocator.close();
                } catch (Throwable t) {
                    findings.fault(0, "closing", t);
                }
            }));
        }
        for (Thread thread : threads) {
            Watchdog.await("a thread beside close", thread);
        }
        afterwards(shared);
        rounds++;
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private void work(Subject subject, int first, CountDownLatch ready) {
        ready.countDown();
        for (int i = first; ; i++) {
            int action = i % order.length;
            Thread.yield(); // a virtual thread that only works would keep its carrier from those not begun
            try {
                order[action].body().run(subject);
                findings.returned[action]++; // not counted exactly: all threads do
            } catch (IllegalStateException | InvalidAddressException e) {
                findings.refused[action]++;
                if (subject.allocator.toString().contains("closed")) {
                    break;
                }
                findings.fault(action, "refused by an open allocator", e);
                subject.forget();
            } catch (Throwable t) {
                findings.fault(action, "beside close", t);
                subject.forget();
            }
        }
    }

    /**
     * What the allocator copies itself, small within the classes and large where the block behind is taken; and large
     * blocks whose spans are kept.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private void move(Subject subject, CountDownLatch ready) {
        CcacheAllocator allocator = subject.allocator;
        boolean large = kind.equals("large");
        try {
            long block = allocator.allocate(large ? 16 * MIB : 60_000);
            ready.countDown();
            for (int i = 0; ; i++) {
                if (large) {
                    long wedge = allocator.allocate(200_000);
                    block = allocator.reallocate(block, 16 * MIB + (i % 2 == 0 ? MIB : 0));
                    allocator.free(wedge);
                    allocator.free(allocator.allocate((1 + i % 3) * MIB + 1));
                } else {
                    block = allocator.reallocate(block, i % 2 == 0 ? 50_000 : 60_000);
                }
                Thread.yield(); // a virtual thread that only works would keep its carrier from those not begun
            }
        } catch (IllegalStateException | InvalidAddressException e) {
            if (!allocator.toString().contains("closed")) {
                findings.fault(HostileStates.number("reallocate " + kind), "refused by an open allocator", e);
            }
        } catch (Throwable t) {
            findings.fault(HostileStates.number("reallocate " + kind), "beside close", t);
        } finally {
            ready.countDown(); // whatever it was
        }
    }

    /** What a closed one answers; with blocks of before, which it may no longer know. */
    private void afterwards(Subject subject) {
        for (int i = 0; i < order.length; i++) {
            if (rounds > 0 && order[i].methods().contains("close()")) {
                continue; // makes others, which takes long: once is enough
            }
            subject.forget();
            for (int slot = 0; slot < Subject.SLOTS; slot++) {
                subject.blocks[slot] = 1L << 40 | (long) slot << 16; // an address is all that a caller has
                subject.scoped[slot] = subject.blocks[slot];
            }
            try {
                order[i].body().run(subject);
                if (order[i].after() == Action.AfterClose.REFUSED) {
                    findings.fault(i, "after close", new AssertionError("done by a closed allocator"));
                }
            } catch (IllegalStateException e) {
                if (order[i].after() == Action.AfterClose.ANSWERED) {
                    findings.fault(i, "after close", e);
                }
            } catch (Throwable t) {
                findings.fault(i, "after close", t);
            }
        }
        subject.allocator.close();
    }
}

package org.ccache.rseq;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.ccache.rseq.ring.PerCpuRingBuffer;

/**
 * The program of a child JVM: closes memory, stack and ring beside threads at work on them, again and again, and
 * forgets them, so that the collector unmaps what is no longer reachable. A touch of unmapped memory ends the
 * process.
 */
public final class CloseReport {
    private static final int THREADS = 6;

    private CloseReport() {}

    public static void main(String[] arguments) throws InterruptedException {
        int rounds = Integer.parseInt(arguments[0]);
        AtomicLong refused = new AtomicLong();
        AtomicLong done = new AtomicLong();
        for (int round = 0; round < rounds; round++) {
            round(round, refused, done);
            if (round % 10 == 0) {
                System.gc();
            }
        }
        System.out.println("mode=" + Rseq.mode());
        System.out.println("done=" + (done.get() > 0));
        System.out.println("refused=" + refused.get());
        System.out.println("expected=" + (long) rounds * THREADS);
    }

    private static void round(int round, AtomicLong refused, AtomicLong done) throws InterruptedException {
        Arena arena = Arena.ofAuto();
        MemorySegment nodes = arena.allocate(16L * THREADS, 16);
        MemorySegment message = arena.allocate(64, 8);
        PerCpuMemory memory = PerCpuMemory.allocate(64);
        PerCpuStack stack = PerCpuStack.create(nodes);
        PerCpuRingBuffer ring = PerCpuRingBuffer.create(4096);
        Crowd crowd = new Crowd().start(THREADS, number -> {
            long held = nodes.address() + 16L * number;
            try {
                while (true) {
                    switch (number % 3) {
                        case 0 -> memory.add(0, 1);
                        case 1 -> {
                            if (held != 0) {
                                stack.push(held);
                            }
                            held = stack.pop(); // its own node, or another's
                            done.incrementAndGet();
                        }
                        default -> {
                            if (!ring.offer(1, message, 0, 64)) {
                                ring.read((type, buffer, offset, length) -> {}, 10);
                            }
                        }
                    }
                }
            } catch (IllegalStateException closed) {
                refused.incrementAndGet();
            }
        });
        for (int spin = 0; spin < 1000 * (round % 20); spin++) {
            Thread.onSpinWait();
        }
        memory.close();
        stack.close();
        ring.close();
        crowd.join();
    }
}

package org.ccache.rseq;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ccache.rseq.ring.PerCpuRingBuffer;

/**
 * The program of a child JVM: every public method of every per-CPU structure, each on threads of its own, beside a
 * close. Each call completes or is refused as closed, and each thread ends; a touch of memory that is gone ends the
 * process.
 */
public final class CloseStormReport {
    private static final long PATIENCE_MILLIS = 60_000;
    private static final int NODES = 64;

    /** A method. Called again and again until it is refused. */
    private interface Call {
        void make() throws InterruptedException;
    }

    private final MemorySegment nodes = Arena.ofAuto().allocate(16L * NODES, 16);
    private final MemorySegment far = Arena.ofAuto().allocate(1024, 8);
    private final PerCpuMemory memory = PerCpuMemory.allocate(1024);
    private final PerCpuCounter counter = PerCpuCounter.create();
    private final PerCpuStack stack = PerCpuStack.create(nodes);
    private final PerCpuRingBuffer ring = PerCpuRingBuffer.create(1 << 12);

    private CloseStormReport() {}

    /** Argument: rounds. */
    public static void main(String[] arguments) throws InterruptedException {
        int rounds = Integer.parseInt(arguments[0]);
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        long refused = 0;
        int calls = 0;
        for (int round = 0; round < rounds && failures.isEmpty(); round++) {
            CloseStormReport report = new CloseStormReport();
            List<Call> all = report.calls();
            calls += all.size();
            refused += report.storm(round, all, failures);
            if (round % 10 == 0) {
                System.gc();
            }
        }
        System.out.println("mode=" + Rseq.mode());
        System.out.println("calls=" + calls);
        System.out.println("refused=" + refused);
        System.out.println("failures=" + failures);
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    private List<Call> calls() {
        StoreBatch batch = new StoreBatch(memory);
        CopyAndStore copy = new CopyAndStore(memory);
        MemorySegment near = MemorySegment.ofArray(new byte[64]);
        long[] node = {nodes.address()};
        List<Call> calls = new ArrayList<>();
        calls.add(() -> memory.add(0, 1));
        calls.add(() -> memory.compareAndStore(0, 1, 2));
        calls.add(() -> memory.get(0, 0));
        calls.add(() -> memory.sum(0));
        calls.add(memory::aborts);
        calls.add(() -> memory.exclusively(0, words -> words.byteSize()));
        calls.add(() -> memory.exclusively((words, index) -> words.fill((byte) 0)));
        calls.add(() -> batch.clear().compare(8, 0).store(16, 1).commit(0, 1));
        calls.add(() -> copy.commit(0, 0, 1, 64, near, 0, 64));
        calls.add(() -> counter.add(1));
        calls.add(counter::increment);
        calls.add(counter::decrement);
        calls.add(counter::sum);
        calls.add(counter::sumThenReset);
        calls.add(counter::reset);
        calls.add(() -> {
            if (node[0] != 0) {
                stack.push(node[0]);
            }
            node[0] = stack.pop();
        });
        calls.add(() -> {
            for (long each = stack.popAll(); each != 0; ) {
                long below = stack.next(each);
                stack.push(each);
                each = below;
            }
        });
        calls.add(() -> stack.drain(stack::push));
        calls.add(stack::isEmpty);
        calls.add(() -> ring.offer(1, near));
        calls.add(() -> ring.offer(1, far, 0, 64));
        calls.add(() -> ring.offer(1, far));
        calls.add(() -> claim(true));
        calls.add(() -> claim(false));
        calls.add(() -> ring.read((type, buffer, offset, length) -> buffer.asSlice(offset, length), 10));
        calls.add(ring::size);
        calls.add(ring::aborts);
        return calls;
    }

    private void claim(boolean commit) {
        long claim = ring.tryClaim(1, 32);
        if (claim != 0 && commit) {
            ring.commit(claim);
        } else if (claim != 0) {
            ring.abort(claim);
        }
    }

    /** How many threads were told. */
    @SuppressWarnings("ThreadPriorityCheck") // there are more virtual threads than carriers
    private long storm(int round, List<Call> calls, ConcurrentLinkedQueue<String> failures)
            throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        int[] refused = new int[calls.size()];
        for (int i = 0; i < calls.size(); i++) {
            int number = i;
            Thread.Builder builder = (i + round) % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(builder.start(() -> {
                try {
                    while (true) {
                        calls.get(number).make();
                        if (Thread.currentThread().isVirtual()) {
                            Thread.yield();
                        }
                    }
                } catch (IllegalStateException e) {
                    refused[number] = 1;
                    if (!"closed".equals(e.getMessage())) {
                        failures.add("call " + number + ": " + e);
                    }
                } catch (Throwable t) {
                    failures.add("call " + number + ": " + t);
                }
            }));
        }
        for (int spin = 0; spin < 10_000 * (round % 20); spin++) {
            Thread.onSpinWait();
        }
        Thread closer = Thread.ofPlatform().start(() -> {
            ring.close();
            stack.close();
            counter.close();
            memory.close();
            memory.close();
        });
        threads.add(closer);
        long told = 0;
        for (int i = 0; i < threads.size(); i++) {
            Thread thread = threads.get(i);
            thread.join(PATIENCE_MILLIS);
            if (thread.isAlive()) {
                failures.add((thread == closer ? "close" : "call " + i) + " hangs: " + List.of(thread.getStackTrace()));
            }
            told += i < refused.length ? refused[i] : 0;
        }
        return told;
    }
}

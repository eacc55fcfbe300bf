package org.ccache.rseq;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.rseq.ring.PerCpuRingBuffer;

/**
 * The program of a child JVM with one carrier: virtual threads that are pinned to it, by a class initialiser, and
 * others that are not, beside platform threads, all on the same per-CPU data, with much use of what waits.
 */
public final class PinnedReport {
    private static final int TASKS = 100;
    private static final int NODE_COUNT = 8;
    private static final long PATIENCE_SECONDS = 60;

    private static final PerCpuMemory MEMORY = PerCpuMemory.allocate(64);
    private static final PerCpuCounter COUNTER = PerCpuCounter.of(MEMORY, 8);
    private static final MemorySegment NODES = Arena.global().allocate(NODE_COUNT * 16L, 16);
    private static final PerCpuStack STACK = PerCpuStack.of(MEMORY, 16, NODES);
    private static final PerCpuStack FREE = PerCpuStack.of(MEMORY, 24, NODES);
    private static final PerCpuRingBuffer RING = PerCpuRingBuffer.create(1024);
    private static final MemorySegment MESSAGE = MemorySegment.ofArray(new byte[32]);

    private static volatile boolean over;

    private PinnedReport() {}

    /** Some of everything. */
    public static void work() {
        for (int i = 0; i < 20; i++) {
            MEMORY.add(0, 1);
            COUNTER.add(1);
            COUNTER.sumThenReset();
            MEMORY.exclusively(i % MEMORY.indexes(), words -> words);
            STACK.drain(FREE::push);
            drainInPart();
            if (!RING.offer(1, MESSAGE)) {
                RING.read((type, buffer, offset, length) -> {}, 100);
            }
            RING.read((type, buffer, offset, length) -> {}, 1);
        }
    }

    /** The consumer throws at the first node, if there is one: the others go back. */
    private static void drainInPart() {
        for (int i = 0; i < 2; i++) {
            long node = FREE.pop();
            if (node != 0) {
                STACK.push(node);
            }
        }
        try {
            STACK.drain(node -> {
                FREE.push(node);
                throw new ArithmeticException();
            });
        } catch (ArithmeticException e) { // of the consumer
        }
    }

    private static long countNodes() {
        return STACK.drain(node -> {}) + FREE.drain(node -> {});
    }

    /** Its initialiser works, in whatever loader: a thread within is pinned. */
    public static final class Initialised {
        public static final boolean DONE = done();

        private Initialised() {}

        private static boolean done() {
            work();
            return true;
        }
    }

    private static final class Loader extends ClassLoader {
        private final byte[] code;

        Loader(byte[] code) {
            super(PinnedReport.class.getClassLoader());
            this.code = code;
        }

        void initialise() throws ReflectiveOperationException {
            Class<?> type = defineClass(Initialised.class.getName(), code, 0, code.length);
            type.getField("DONE").get(null);
        }
    }

    /** Argument: rounds. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        byte[] code;
        try (InputStream in = PinnedReport.class.getResourceAsStream("PinnedReport$Initialised.class")) {
            code = in.readAllBytes();
        }
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread[] rivals = new Thread[2];
        for (int i = 0; i < rivals.length; i++) {
            rivals[i] = Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (!over) {
                        work();
                    }
                } catch (Throwable t) {
                    thrown.compareAndSet(null, t);
                }
            });
        }
        int rounds = Integer.parseInt(arguments[0]);
        for (int i = 0; i < NODE_COUNT; i++) {
            FREE.push(NODES.address() + i * 16L);
        }
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
        for (int round = 0; round < rounds; round++) {
            CountDownLatch left = new CountDownLatch(TASKS);
            for (int i = 0; i < TASKS; i++) {
                boolean pinned = i % 2 == 0;
                virtual.execute(() -> {
                    try {
                        if (pinned) {
                            new Loader(code).initialise();
                        } else {
                            work();
                        }
                    } catch (Throwable t) {
                        thrown.compareAndSet(null, t);
                    } finally {
                        left.countDown();
                    }
                });
            }
            if (!left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.out.println("failure=no progress in round " + round + ", " + left.getCount() + " left");
                System.exit(2);
            }
        }
        over = true;
        for (Thread rival : rivals) {
            rival.join(Duration.ofSeconds(PATIENCE_SECONDS));
            if (rival.isAlive()) {
                System.out.println("failure=a platform thread does not end");
                System.exit(2);
            }
        }
        long nodes = countNodes();
        if (nodes != NODE_COUNT) {
            thrown.compareAndSet(null, new AssertionError(nodes + " nodes of " + NODE_COUNT));
        }
        System.out.println("mode=" + Rseq.mode());
        System.out.println("failure="
                + (thrown.get() == null ? "" : thrown.get() + " " + thrown.get().getCause()));
        System.exit(0);
    }
}

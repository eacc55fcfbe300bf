package org.ccache.allocator.hostile;

import org.ccache.allocator.AuditReport;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;

/**
 * A thread's first allocation when its table of thread locals has to grow and there is no heap for the larger one: the
 * JDK has kept the new value by then, and throws. Prints what came of it, and what an audit says of the thread's
 * allocations afterwards.
 *
 * <p>Argument: a front end with tcaches.
 */
final class ThreadTableProgram {
    private static final int NEARLY_FULL = 87_000; // of 2^17 entries, of which two thirds make it grow to 1 MiB
    private static final int MORE = 1000;
    private static final int SLACK = 256 << 10; // for all but that
    private static final int SIZE = 64;

    private static final ThreadLocal<?>[] LOCALS = new ThreadLocal<?>[NEARLY_FULL + MORE];
    private static final long[] BLOCKS = new long[200];

    private static boolean full; // the table is to grow, and cannot
    private static boolean refused;

    private ThreadTableProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (CcacheAllocator allocator = CcacheAllocator.builder()
                .frontEnd(FrontEnd.valueOf(arguments[0]))
                .build()) {
            HeapHog hog = new HeapHog();
            Thread thread = Thread.ofPlatform().start(() -> work(allocator, hog));
            thread.join();
            AuditReport report = allocator.audit();
            System.out.println("full=" + full);
            System.out.println("refused=" + refused);
            System.out.println("problems=" + report.problems());
            System.out.println("live=" + allocator.stats().liveBytes() / SIZE);
        }
    }

    private static void work(CcacheAllocator allocator, HeapHog hog) {
        for (int i = 0; i < LOCALS.length; i++) {
            LOCALS[i] = new ThreadLocal<>();
        }
        set(0, NEARLY_FULL);
        hog.fill(SLACK);
        set(NEARLY_FULL, LOCALS.length);
        try {
            BLOCKS[0] = allocator.allocate(SIZE);
        } catch (OutOfMemoryError e) {
            refused = true;
        }
        hog.release();
        for (int i = refused ? 0 : 1; i < BLOCKS.length; i++) {
            BLOCKS[i] = allocator.allocate(SIZE);
        }
        for (int i = 0; i < BLOCKS.length / 2; i++) {
            allocator.free(BLOCKS[i]);
        }
    }

    private static void set(int from, int to) {
        try {
            for (int i = from; i < to; i++) {
                LOCALS[i].set(null);
            }
        } catch (OutOfMemoryError e) {
            full = true;
        }
    }
}

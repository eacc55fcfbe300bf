package org.ccache.allocator.drain;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.AuditReport;
import org.ccache.allocator.CcacheAllocator;

/**
 * A drainer that empties all caches back to back, against threads that allocate, stamp, verify, hand over and free. At
 * the end every block has been freed, and each must have been there once: the audit finds a block that is in two places
 * or in none, the stamps one that had two owners meanwhile.
 */
final class DrainStress {
    /** Places where threads leave blocks for one another. */
    private static final int EXCHANGE = 256;

    private static final int PAUSE_EVERY = 64;
    private static final int TRIM_EVERY = 16;

    private final CcacheAllocator allocator;
    private final AtomicReferenceArray<StampedBlock> exchange = new AtomicReferenceArray<>(EXCHANGE);
    private volatile boolean stop;

    private DrainStress(CcacheAllocator allocator) {
        this.allocator = allocator;
    }

    /**
     * Runs on a fresh allocator that nobody else uses; it stays open.
     *
     * @param nanos how long; whatever it is, each thread does some work and something is drained
     */
    static DrainStressResult run(CcacheAllocator allocator, int threads, long nanos, long seed)
            throws InterruptedException {
        return new DrainStress(allocator).run(threads, nanos, seed);
    }

    private DrainStressResult run(int count, long nanos, long seed) throws InterruptedException {
        long start = System.nanoTime();
        List<StressThread> workers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StressThread worker = new StressThread(allocator, exchange, i, seed + i, () -> stop);
            workers.add(worker);
            threads.add(Thread.ofPlatform().name("stress-" + i).start(worker));
        }
        long drains = 0;
        List<String> problems = new ArrayList<>();
        try {
            while (drains == 0 || System.nanoTime() - start < nanos) {
                if (drains % TRIM_EVERY == 0) {
                    allocator.trim(); // closes the regions and gives their memory back, too
                } else {
                    allocator.drain();
                }
                drains++;
                // One pass in many leaves the processor, so that caches fill up and a drain finds much at once.
                if (drains % PAUSE_EVERY == 0) {
                    Thread.sleep(1);
                }
            }
        } catch (RuntimeException | Error e) {
            problems.add("the drainer failed: " + e);
        } finally {
            stop = true;
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (int i = 0; i < EXCHANGE; i++) {
            StampedBlock left = exchange.getAndSet(i, null);
            if (left != null) {
                workers.getFirst().verifyAndFree(left);
            }
        }
        return result(workers, drains, (System.nanoTime() - start) / 1e9, problems);
    }

    private DrainStressResult result(List<StressThread> workers, long drains, double seconds, List<String> problems) {
        workers.stream().map(StressThread::failure).filter(f -> f != null).forEach(f -> problems.add(f.toString()));
        AllocatorStats stats = allocator.stats();
        AuditReport audit = allocator.audit();
        problems.addAll(audit.problems());
        long accounted = stats.liveBytes() + stats.cachedBytes() + stats.depotBytes() + stats.slabFreeBytes();
        return new DrainStressResult(
                workers.size(),
                seconds,
                drains,
                workers.stream().mapToLong(StressThread::operations).sum(),
                workers.stream().mapToLong(StressThread::handedOver).sum(),
                workers.stream().mapToLong(StressThread::wrong).sum(),
                stats.aborts(),
                stats.liveBytes() + stats.largeBytes(),
                accounted == stats.carvedBytes(),
                problems);
    }
}

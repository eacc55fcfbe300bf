package org.ccache.allocator.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.FrontEnd;

/**
 * Virtual threads that share one carrier, some of them pinned to it while they work, by a class that is being
 * initialised; and platform threads that want the same locks. Whoever waits must not keep the carrier from whom it
 * waits for.
 *
 * <p>Arguments: front end, seconds. Its JVM has one carrier and can have no second one.
 */
public final class PinnedProgram {
    private static final int BATCH = 100;
    private static final int OPERATIONS = 300;
    private static final int HELD = 64;

    private static final String PIN = PinnedProgram.class.getName() + "$Pin";

    /** Loaded anew for each thread that is to be pinned: its initialiser is the work. */
    public static final class Pin {
        static final long DONE = work(System.nanoTime());

        private Pin() {}
    }

    /** Defines the pin itself and leaves the rest to the loader of this class. */
    private static final class Loader extends ClassLoader {
        private final byte[] code;

        Loader(byte[] code) {
            super(PinnedProgram.class.getClassLoader());
            this.code = code;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                return name.equals(PIN) && findLoadedClass(name) == null
                        ? defineClass(name, code, 0, code.length)
                        : super.loadClass(name, resolve);
            }
        }
    }

    private static final AtomicLong STEPS = new AtomicLong(); // of virtual threads: others get on without them
    private static final AtomicLong RIVALS = new AtomicLong();
    private static final HostileFindings FINDINGS = new HostileFindings(Actions.from(0));
    private static CcacheAllocator allocator;
    private static volatile boolean stop;

    private PinnedProgram() {}

    public static void main(String[] arguments) throws Exception {
        allocator = CcacheAllocator.builder()
                .frontEnd(FrontEnd.valueOf(arguments[0]))
                .cacheBytes(64 << 10)
                .limit(Subject.LIMIT)
                .purgeDelay(Duration.ZERO)
                .build();
        byte[] code = code();
        Watchdog.over("pinned virtual threads", STEPS::get);
        Watchdog.over("platform threads beside pinned ones", RIVALS::get);
        Thread[] rivals = new Thread[2];
        for (int i = 0; i < rivals.length; i++) {
            int seed = i;
            rivals[i] = Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (!stop) {
                        work(seed);
                    }
                } catch (Throwable t) {
                    FINDINGS.fault(0, "beside pinned ones", t);
                }
            });
        }
        long end = System.nanoTime() + Long.parseLong(arguments[1]) * 1_000_000_000L;
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            while (System.nanoTime() < end) {
                batch(pool, code);
            }
        }
        stop = true;
        for (Thread rival : rivals) {
            Watchdog.await("a platform thread", rival);
        }
        System.out.println("steps=" + STEPS);
        String difference = Subject.difference(allocator, allocator.scope("none", 0), 0, 0);
        if (difference != null) {
            FINDINGS.note(difference);
        }
        allocator.close();
        FINDINGS.end();
    }

    private static byte[] code() throws IOException {
        try (InputStream file = PinnedProgram.class.getResourceAsStream("PinnedProgram$Pin.class")) {
            return file.readAllBytes();
        }
    }

    private static void batch(ExecutorService pool, byte[] code) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(BATCH);
        for (int i = 0; i < BATCH; i++) {
            int seed = i;
            pool.execute(() -> {
                try {
                    if (seed % 2 == 0) {
                        work(seed);
                    } else {
                        Class.forName(PIN, true, new Loader(code));
                    }
                } catch (Throwable t) {
                    FINDINGS.fault(0, "pinned or not", t);
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
    }

    /**
     * Public, for the pins are in another run-time package. Classes of which a small cache keeps few, so that most
     * calls go to the depots.
     */
    public static long work(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] held = new long[HELD];
        for (int i = 0; i < OPERATIONS; i++) {
            int k = random.nextInt(HELD);
            if (held[k] != 0) {
                allocator.free(held[k]);
                held[k] = 0;
            } else {
                held[k] = allocator.allocate(
                        random.nextInt(8) == 0 ? random.nextLong(40_000, 100_000) : 4000 + random.nextInt(3) * 1000L);
            }
            (Thread.currentThread().isVirtual() ? STEPS : RIVALS).incrementAndGet();
        }
        for (long block : held) {
            if (block != 0) {
                allocator.free(block);
            }
        }
        return seed;
    }
}

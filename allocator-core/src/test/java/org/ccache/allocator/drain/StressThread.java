package org.ccache.allocator.drain;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import org.ccache.allocator.CcacheAllocator;

/** One thread of the stress. Its counters are read after it has ended. */
final class StressThread implements Runnable {
    private static final int HELD = 256;
    private static final int SMALL = 2_048;
    private static final int LARGE = 200_000;
    private static final int LARGE_ONE_IN = 500;

    /** Between looks at whether to stop. */
    private static final int BURST = 256;

    private final CcacheAllocator allocator;
    private final AtomicReferenceArray<StampedBlock> exchange;
    private final int number;
    private final SplittableRandom random;
    private final BooleanSupplier stop;
    private final StampedBlock[] held = new StampedBlock[HELD];
    private long serial;
    private long operations;
    private long handedOver;
    private long wrong;
    private Throwable failure;

    StressThread(
            CcacheAllocator allocator,
            AtomicReferenceArray<StampedBlock> exchange,
            int number,
            long seed,
            BooleanSupplier stop) {
        this.allocator = allocator;
        this.exchange = exchange;
        this.number = number;
        this.random = new SplittableRandom(seed);
        this.stop = stop;
    }

    @Override
    public void run() {
        try {
            do {
                for (int i = 0; i < BURST; i++) {
                    step();
                }
            } while (!stop.getAsBoolean());
            for (StampedBlock block : held) {
                if (block != null) {
                    verifyAndFree(block);
                }
            }
        } catch (Throwable e) { // reported, with the others' figures
            failure = e;
        }
    }

    /** Replaces what a random slot holds; what was there goes to another thread or back to the allocator. */
    private void step() {
        int slot = random.nextInt(HELD);
        StampedBlock old = held[slot];
        held[slot] = null; // so that a failure below frees nothing twice
        if (old != null && random.nextInt(4) == 0) {
            old = exchange.getAndSet(random.nextInt(exchange.length()), old);
            if (old != null) {
                handedOver++;
            }
        }
        if (old != null) {
            verifyAndFree(old);
        }
        held[slot] = allocate();
    }

    private StampedBlock allocate() {
        boolean large = random.nextInt(LARGE_ONE_IN) == 0;
        long size = random.nextInt(StampedBlock.LEAST, (large ? LARGE : SMALL) + 1);
        StampedBlock block = new StampedBlock(allocator.allocate(size), size, (long) number << 48 | ++serial);
        block.write();
        operations++;
        return block;
    }

    /** Whoever frees a block verifies it. */
    void verifyAndFree(StampedBlock block) {
        if (!block.intact()) {
            wrong++;
        }
        allocator.free(block.address());
        operations++;
    }

    long operations() {
        return operations;
    }

    long handedOver() {
        return handedOver;
    }

    long wrong() {
        return wrong;
    }

    /** Null if the thread came to its end. */
    Throwable failure() {
        return failure;
    }
}

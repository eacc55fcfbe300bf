package org.ccache.allocator.resources;

import static org.ccache.allocator.resources.ProcessFigures.say;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.Maintenance;

/**
 * Makes, uses and closes allocators, and keeps every object, while threads go on calling those that are closed.
 * Arguments: count, maintenance, count after which it is to use no more than at the end.
 */
final class CreateCloseProgram {
    private static final int CALLERS = 2;

    private CreateCloseProgram() {}

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        int warm = Integer.parseInt(arguments[2]);
        CcacheAllocator[] closed = new CcacheAllocator[count];
        long[] blocks = new long[count];
        AtomicInteger made = new AtomicInteger();
        AtomicLong refused = new AtomicLong();
        AtomicReference<Throwable> fault = new AtomicReference<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int seed = i;
            callers.add(Thread.ofPlatform().daemon().start(() -> {
                try {
                    call(closed, blocks, made, count, new SplittableRandom(seed), refused);
                } catch (Throwable t) {
                    fault.set(t);
                }
            }));
        }
        for (int i = 0; i < count && fault.get() == null; i++) {
            try (CcacheAllocator allocator = CcacheAllocator.builder()
                    .maintenance(Maintenance.valueOf(arguments[1]))
                    .build()) {
                closed[i] = allocator;
                blocks[i] = allocator.allocate(100);
                allocator.segment(blocks[i]).fill((byte) i);
            } catch (Throwable t) {
                System.out.println("after " + i + " closed ones: " + t);
                figures("last");
                Runtime.getRuntime().halt(1);
            }
            made.set(i + 1);
            if (i + 1 == warm) {
                figures("warm");
            }
        }
        figures("last");
        for (Thread caller : callers) {
            caller.join();
        }
        say("refused", refused);
        if (fault.get() != null) {
            fault.get().printStackTrace(System.out);
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0); // with Epsilon nothing else is left to do
    }

    private static void figures(String when) throws IOException {
        say(when + ".mappings", ProcessFigures.mappings());
        say(when + ".size", ProcessFigures.bytes("VmSize"));
    }

    /** Calls of late callers. A pause after each: what they throw is not to fill a heap that nobody collects. */
    private static void call(
            CcacheAllocator[] closed,
            long[] blocks,
            AtomicInteger made,
            int count,
            SplittableRandom random,
            AtomicLong refused)
            throws InterruptedException {
        while (made.get() < count) {
            Thread.sleep(1);
            int available = made.get();
            if (available == 0) {
                continue;
            }
            int which = random.nextBoolean() ? available - 1 : random.nextInt(available);
            CcacheAllocator allocator = closed[which];
            long block = blocks[which];
            refuse(() -> allocator.allocate(100), refused);
            refuse(() -> allocator.allocate(100_000), refused);
            refuse(() -> allocator.free(block), refused);
            refuse(() -> allocator.usableSize(block), refused);
            refuse(() -> allocator.reallocate(block, 500), refused);
        }
    }

    private static void refuse(Runnable call, AtomicLong refused) {
        try {
            call.run();
            throw new AssertionError("a closed allocator works");
        } catch (IllegalStateException e) {
            refused.incrementAndGet();
        }
    }
}

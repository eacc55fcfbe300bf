package org.ccache.allocator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.ccache.sync.Waiting;

/** An arena for all threads that ends when neither it nor a segment of it is reachable any more. */
final class AutoArena extends CarvingArena {
    private static final int ATTEMPTS = 9;
    private static final long FIRST_PAUSE_NANOS = 1_000_000; // twice as long each time: half a second in all

    private static final long MOST = 1L << 47; // bytes that a process can have: no collection frees more

    private final Arena inner = Arena.ofAuto();
    private final SharedBlocks blocks;

    AutoArena(OffHeapAllocator allocator, boolean zeroed) {
        super(zeroed);
        blocks = new SharedBlocks(allocator);
        Lifetime.atEnd(inner.scope(), new End(blocks));
    }

    /** What the cleaner does; knows nothing that the scope could be reached from. */
    private record End(SharedBlocks blocks) implements Runnable {
        @Override
        public void run() {
            try {
                blocks.free();
            } catch (RuntimeException e) {
                return; // freed by its address, perhaps: the audit has it, and here is nobody to tell
            }
        }
    }

    /** Where there is no memory, what nobody reaches any more is looked for first, as the JDK does. */
    @Override
    MemorySegment allocate(long size, long alignment, boolean zero) {
        try {
            return SharedArena.allocate(blocks, inner, size, alignment, zero);
        } catch (OutOfMemoryError e) {
            if (size > MOST || alignment > MOST) {
                throw e;
            }
            return collect(size, alignment, zero);
        }
    }

    private MemorySegment collect(long size, long alignment, boolean zero) {
        System.gc();
        for (int attempt = 0; ; attempt++) {
            Waiting.pause(FIRST_PAUSE_NANOS << attempt);
            try {
                return SharedArena.allocate(blocks, inner, size, alignment, zero);
            } catch (OutOfMemoryError e) {
                if (attempt + 1 == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public MemorySegment.Scope scope() {
        return inner.scope();
    }

    /** Refuses, as the JDK's. */
    @Override
    public void close() {
        inner.close();
    }
}

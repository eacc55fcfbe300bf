package org.ccache.allocator.hostile;

import static org.ccache.allocator.hostile.Actions.FOREIGN;
import static org.ccache.allocator.hostile.Actions.LARGE_SIZE;
import static org.ccache.allocator.hostile.Actions.SMALL_SIZE;

import java.util.List;
import org.ccache.allocator.InvalidAddressException;
import org.ccache.allocator.OffHeapAllocator;

/** What {@link Actions} are, many blocks at a time: each call allocates all or none, and frees all or none. */
final class BatchActions {
    private static final int FEW = 6;

    private BatchActions() {}

    static List<Action> all() {
        return List.of(
                Action.of("batch", s -> array(s.allocator, s.batch, SMALL_SIZE, Batch.MOST), allocating("")),
                Action.of("batch of large", s -> array(s.allocator, s.batch, LARGE_SIZE, FEW), allocating("")),
                Action.of("batch freed", s -> freed(s.allocator, s.batch), "free(long[],int)"),
                Action.of("batch with a foreign one", s -> foreign(s.allocator, s.batch), "free(long[],int)"),
                Action.of("batch in a segment", s -> segment(s.allocator, s.batch, 40), segmented("")),
                Action.of(
                        "scope: batch",
                        s -> array(s.scope, s.scopedBatch, SMALL_SIZE, Batch.MOST),
                        allocating("scope.")),
                Action.of("scope: batch freed", s -> freed(s.scope, s.scopedBatch), "scope.free(long[],int)"),
                Action.of(
                        "scope: batch with a foreign one",
                        s -> foreign(s.scope, s.scopedBatch),
                        "scope.free(long[],int)"),
                Action.of("scope: batch in a segment", s -> segment(s.scope, s.scopedBatch, 40), segmented("scope.")));
    }

    private static String[] allocating(String prefix) {
        return new String[] {prefix + "allocate(long,int,long[])", prefix + "free(long[],int)"};
    }

    private static String[] segmented(String prefix) {
        return new String[] {prefix + "allocate(long,int,MemorySegment)", prefix + "free(MemorySegment,int)"};
    }

    private static void array(OffHeapAllocator allocator, Batch batch, long size, int n) {
        if (batch.live > 0) {
            allocator.free(batch.blocks, batch.live);
            batch.live = 0;
        }
        allocator.allocate(size, n, batch.blocks);
        batch.live = n;
    }

    private static void freed(OffHeapAllocator allocator, Batch batch) {
        if (batch.live == 0) {
            allocator.allocate(SMALL_SIZE, FEW, batch.blocks);
            batch.live = FEW;
        }
        allocator.free(batch.blocks, batch.live);
        batch.live = 0;
    }

    private static void segment(OffHeapAllocator allocator, Batch batch, int n) {
        if (batch.live > 0) {
            allocator.free(batch.segment, batch.live);
            batch.live = 0;
        }
        allocator.allocate(SMALL_SIZE, n, batch.segment);
        batch.live = n;
    }

    private static void foreign(OffHeapAllocator allocator, Batch batch) {
        if (batch.live == 0 || batch.live == Batch.MOST) {
            array(allocator, batch, SMALL_SIZE, FEW);
        }
        batch.blocks[batch.live] = FOREIGN;
        try {
            allocator.free(batch.blocks, batch.live + 1);
            throw new AssertionError("a batch with a foreign block was freed");
        } catch (InvalidAddressException e) {
            // as it should be
        }
    }
}

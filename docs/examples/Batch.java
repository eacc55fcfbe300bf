// Many blocks of one size in one call: all of them or none, and back in one call too. Eight producers hand batches to
// one consumer, which frees what others have allocated.
//
//   java --enable-native-access=ALL-UNNAMED -cp "$CCACHE" docs/examples/Batch.java

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.ccache.allocator.CcacheAllocator;

public final class Batch {
    private static final int PRODUCERS = 8;
    private static final int ROUNDS = 500;
    private static final int BLOCKS = 64;
    private static final int SIZE = 256;

    public static void main(String[] arguments) throws InterruptedException {
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            BlockingQueue<long[]> batches = new ArrayBlockingQueue<>(32);
            for (int i = 0; i < PRODUCERS; i++) {
                Thread.ofVirtual().start(() -> produce(allocator, batches));
            }
            long sum = 0;
            for (int i = 0; i < PRODUCERS * ROUNDS; i++) {
                long[] blocks = batches.take();
                for (long block : blocks) {
                    sum += allocator.segment(block, SIZE).get(ValueLayout.JAVA_LONG, 0);
                }
                allocator.free(blocks, blocks.length); // allocated by another thread, which is of no matter
            }
            System.out.println("read " + sum);
            System.out.println(allocator.stats().liveBytes() + " bytes are live");
        }
    }

    private static void produce(CcacheAllocator allocator, BlockingQueue<long[]> batches) {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                long[] blocks = new long[BLOCKS];
                allocator.allocate(SIZE, BLOCKS, blocks); // all 64, or an OutOfMemoryError and none
                for (long block : blocks) {
                    MemorySegment view = allocator.segment(block, SIZE);
                    view.set(ValueLayout.JAVA_LONG, 0, 1);
                }
                batches.put(blocks); // and with them who has to free them
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

// Agrona's ring buffer on a block, from one thread to another. The buffer is ours, so Java needs no --add-opens; with
// that flag, Agrona's own UnsafeBuffer is wrapped in the same way.
//
//   java --enable-native-access=ALL-UNNAMED -cp "$CCACHE:$AGRONA" docs/examples/AgronaRing.java

import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.agrona.AgronaViews;
import org.ccache.allocator.agrona.BlockBuffer;
import org.ccache.allocator.agrona.BlockHolder;

public final class AgronaRing {
    private static final int MESSAGES = 100_000;
    private static final int TYPE = 1;
    private static final int CAPACITY = 1 << 16;

    private static long sum;

    public static void main(String[] arguments) throws InterruptedException {
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            int length = CAPACITY + RingBufferDescriptor.TRAILER_LENGTH;
            long block = allocator.allocateZeroed(length, AtomicBuffer.ALIGNMENT); // a ring begins with zeros
            BlockBuffer memory = AgronaViews.wrap(allocator, block, length, new BlockBuffer());
            RingBuffer ring = new OneToOneRingBuffer(memory);
            Thread producer = Thread.ofPlatform().start(() -> produce(allocator, ring));
            for (int read = 0; read < MESSAGES; ) {
                read += ring.read((type, buffer, index, size) -> sum += buffer.getLong(index));
                Thread.onSpinWait();
            }
            producer.join();
            System.out.println("sum of " + MESSAGES + " messages: " + sum);
            allocator.free(block); // nobody reads or writes the ring any more
            System.out.println(allocator.stats().liveBytes() + " bytes are live");
        }
    }

    /** One buffer for all messages: a holder makes no object for a block, and frees the last one with itself. */
    private static void produce(CcacheAllocator allocator, RingBuffer ring) {
        try (BlockHolder<BlockBuffer> message = new BlockHolder<>(allocator, new BlockBuffer())) {
            for (int i = 0; i < MESSAGES; i++) {
                message.allocate(Long.BYTES + i % 100).putLong(0, i);
                while (!ring.write(TYPE, message.buffer(), 0, message.size())) {
                    Thread.onSpinWait(); // full
                }
                message.free();
            }
        }
    }
}

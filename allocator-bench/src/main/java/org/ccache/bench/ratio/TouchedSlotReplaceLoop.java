package org.ccache.bench.ratio;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.measure.HiddenLoop;

/**
 * Template: {@link SlotReplaceLoop} whose blocks are used: both ends are written, and read before the free. Sizes are
 * kept for that, though no arm may need them at free.
 */
final class TouchedSlotReplaceLoop implements RoundLoop {
    private static final MethodHandle ALLOCATE = HiddenLoop.constant(MethodHandles.lookup(), MethodHandle.class, 0);
    private static final MethodHandle FREE = HiddenLoop.constant(MethodHandles.lookup(), MethodHandle.class, 1);

    private final long[] addresses = new long[OperationStream.SLOTS];
    private final int[] sizes = new int[OperationStream.SLOTS];

    TouchedSlotReplaceLoop() throws Throwable {
        for (int slot = 0; slot < addresses.length; slot++) {
            int size = OperationStream.MIN_SIZE + slot * 127 % (OperationStream.MAX_SIZE - OperationStream.MIN_SIZE);
            addresses[slot] = (long) ALLOCATE.invokeExact((long) size);
            sizes[slot] = size;
            Touch.putEdges(addresses[slot], size, slot);
        }
    }

    @Override
    public long run(int[] stream, int from, int to) {
        long[] held = addresses;
        int[] asked = sizes;
        long sum = 0;
        try {
            for (int i = from; i < to; i++) {
                int slot = OperationStream.slot(stream[i]);
                int size = OperationStream.size(stream[i]);
                if (!Touch.hasEdges(held[slot], asked[slot], slot)) {
                    throw new IllegalStateException("a block has changed");
                }
                FREE.invokeExact(held[slot], 0L);
                VarHandle.acquireFence(); // see RoundLoop
                long address = (long) ALLOCATE.invokeExact((long) size);
                VarHandle.acquireFence();
                Touch.putEdges(address, size, slot);
                held[slot] = address;
                asked[slot] = size;
                sum += address;
            }
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
        return sum;
    }

    @Override
    public void release() {
        try {
            for (long address : addresses) {
                FREE.invokeExact(address, 0L);
            }
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }
}

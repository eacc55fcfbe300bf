package org.ccache.bench.ratio;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.measure.HiddenLoop;

/**
 * Template: free the block in a random slot and put one of another size there. Sizes are not kept, so no arm may
 * need them at free.
 */
final class SlotReplaceLoop implements RoundLoop {
    private static final MethodHandle ALLOCATE = HiddenLoop.constant(MethodHandles.lookup(), MethodHandle.class, 0);
    private static final MethodHandle FREE = HiddenLoop.constant(MethodHandles.lookup(), MethodHandle.class, 1);
    private static final boolean TOUCHED = HiddenLoop.constant(MethodHandles.lookup(), Boolean.class, 2);

    private final long[] addresses = new long[OperationStream.SLOTS];
    private final int[] sizes = new int[TOUCHED ? OperationStream.SLOTS : 0];

    SlotReplaceLoop() throws Throwable {
        for (int slot = 0; slot < addresses.length; slot++) {
            long size = OperationStream.MIN_SIZE + slot * 127L % (OperationStream.MAX_SIZE - OperationStream.MIN_SIZE);
            addresses[slot] = (long) ALLOCATE.invokeExact(size);
            touch(slot, size);
        }
    }

    @Override
    public long run(int[] stream, int from, int to) {
        long[] held = addresses;
        long sum = 0;
        try {
            for (int i = from; i < to; i++) {
                int slot = OperationStream.slot(stream[i]);
                long size = OperationStream.size(stream[i]);
                if (TOUCHED) {
                    RoundLoop.check(Touch.hasEdges(held[slot], sizes[slot], slot));
                }
                FREE.invokeExact(held[slot], 0L);
                VarHandle.acquireFence(); // see RoundLoop
                long address = (long) ALLOCATE.invokeExact(size);
                VarHandle.acquireFence();
                held[slot] = address;
                touch(slot, size);
                sum += address;
            }
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
        return sum;
    }

    /** What it is then must be known before the free, though no arm may need it there. */
    private void touch(int slot, long size) {
        if (TOUCHED) {
            Touch.putEdges(addresses[slot], size, slot);
            sizes[slot] = (int) size;
        }
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

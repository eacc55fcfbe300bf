package org.ccache.bench.ratio;

import static java.lang.constant.ConstantDescs.DEFAULT_NAME;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Template: free the block in a random slot and put one of another size there. Sizes are not kept, so no contender may
 * need them at free.
 */
final class SlotReplaceLoop implements RoundLoop {
    private static final MethodHandle ALLOCATE;
    private static final MethodHandle FREE;

    static {
        try {
            ALLOCATE = MethodHandles.classDataAt(MethodHandles.lookup(), DEFAULT_NAME, MethodHandle.class, 0);
            FREE = MethodHandles.classDataAt(MethodHandles.lookup(), DEFAULT_NAME, MethodHandle.class, 1);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] addresses = new long[OperationStream.SLOTS];

    SlotReplaceLoop() throws Throwable {
        for (int slot = 0; slot < addresses.length; slot++) {
            long size = OperationStream.MIN_SIZE + slot * 127L % (OperationStream.MAX_SIZE - OperationStream.MIN_SIZE);
            addresses[slot] = (long) ALLOCATE.invokeExact(size);
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
                FREE.invokeExact(held[slot], 0L);
                VarHandle.acquireFence(); // see RoundLoop
                long address = (long) ALLOCATE.invokeExact(size);
                VarHandle.acquireFence();
                held[slot] = address;
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

package org.ccache.bench.ratio;

import static java.lang.constant.ConstantDescs.DEFAULT_NAME;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Template: allocate and free at once, the size different each time. Measures the call more than the allocator. */
final class PairLoop implements RoundLoop {
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

    @Override
    public long run(int[] stream, int from, int to) {
        long sum = 0;
        try {
            for (int i = from; i < to; i++) {
                long size = OperationStream.size(stream[i]);
                long address = (long) ALLOCATE.invokeExact(size);
                VarHandle.acquireFence(); // see RoundLoop
                sum += address;
                FREE.invokeExact(address, size);
                VarHandle.acquireFence();
            }
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
        return sum;
    }

    @Override
    public void release() {}
}

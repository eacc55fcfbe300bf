package org.ccache.bench.ratio;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.measure.HiddenLoop;

/**
 * Template: allocate a hundred, then free the older half in order of age and the newer in reverse. Several classes at
 * once are some blocks deep: no stack's top only.
 */
final class BurstLoop implements RoundLoop {
    private static final MethodHandle ALLOCATE = HiddenLoop.constant(MethodHandles.lookup(), MethodHandle.class, 0);
    private static final MethodHandle FREE = HiddenLoop.constant(MethodHandles.lookup(), MethodHandle.class, 1);
    private static final boolean TOUCHED = HiddenLoop.constant(MethodHandles.lookup(), Boolean.class, 2);

    private static final int DEPTH = 100; // divides the operations of a call

    private final long[] addresses = new long[DEPTH];

    @Override
    public long run(int[] stream, int from, int to) {
        long sum = 0;
        try {
            for (int burst = from; burst < to; burst += DEPTH) {
                for (int i = 0; i < DEPTH; i++) {
                    long size = OperationStream.size(stream[burst + i]);
                    long address = (long) ALLOCATE.invokeExact(size);
                    VarHandle.acquireFence(); // see RoundLoop
                    if (TOUCHED) {
                        Touch.putEdges(address, size, address);
                    }
                    addresses[i] = address;
                    sum += address;
                }
                for (int i = 0; i < DEPTH / 2; i++) {
                    free(stream, burst, i);
                }
                for (int i = DEPTH - 1; i >= DEPTH / 2; i--) {
                    free(stream, burst, i);
                }
            }
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
        return sum;
    }

    private void free(int[] stream, int burst, int i) throws Throwable {
        long size = OperationStream.size(stream[burst + i]);
        if (TOUCHED) {
            RoundLoop.check(Touch.hasEdges(addresses[i], size, addresses[i]));
        }
        FREE.invokeExact(addresses[i], size);
        VarHandle.acquireFence();
    }

    @Override
    public void release() {}
}

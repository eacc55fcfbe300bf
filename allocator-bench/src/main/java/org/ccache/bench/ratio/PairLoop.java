package org.ccache.bench.ratio;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.measure.HiddenLoop;

/** Template: allocate and free at once, the size different each time. Measures the call more than the allocator. */
final class PairLoop implements RoundLoop {
    private static final MethodHandle ALLOCATE = HiddenLoop.constant(MethodHandles.lookup(), MethodHandle.class, 0);
    private static final MethodHandle FREE = HiddenLoop.constant(MethodHandles.lookup(), MethodHandle.class, 1);
    private static final boolean TOUCHED = HiddenLoop.constant(MethodHandles.lookup(), Boolean.class, 2);

    @Override
    public long run(int[] stream, int from, int to) {
        long sum = 0;
        try {
            for (int i = from; i < to; i++) {
                long size = OperationStream.size(stream[i]);
                long address = (long) ALLOCATE.invokeExact(size);
                VarHandle.acquireFence(); // see RoundLoop
                sum += address;
                if (TOUCHED) {
                    Touch.putEdges(address, size, address);
                    VarHandle.fullFence(); // else the compiler knows what it reads
                    RoundLoop.check(Touch.hasEdges(address, size, address));
                }
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

package org.ccache.bench.ratio;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.ccache.bench.machine.Touch;
import org.ccache.bench.measure.HiddenLoop;

/** Template: {@link PairLoop} whose blocks are used: both ends are written, and read before the free. */
final class TouchedPairLoop implements RoundLoop {
    private static final MethodHandle ALLOCATE = HiddenLoop.constant(MethodHandles.lookup(), MethodHandle.class, 0);
    private static final MethodHandle FREE = HiddenLoop.constant(MethodHandles.lookup(), MethodHandle.class, 1);

    @Override
    public long run(int[] stream, int from, int to) {
        long sum = 0;
        try {
            for (int i = from; i < to; i++) {
                long size = OperationStream.size(stream[i]);
                long address = (long) ALLOCATE.invokeExact(size);
                VarHandle.acquireFence(); // see RoundLoop
                Touch.putEdges(address, size, address);
                sum += address;
                VarHandle.fullFence(); // else the compiler knows what it reads
                if (!Touch.hasEdges(address, size, address)) {
                    throw new IllegalStateException("a block has changed");
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

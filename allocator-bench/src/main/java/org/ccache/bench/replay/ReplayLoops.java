package org.ccache.bench.replay;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.ccache.bench.measure.HiddenLoop;
import org.ccache.bench.peer.Peer;

/**
 * Copies of {@link ReplayLoop}, one per class of peer: in one shared loop every comparison inside one process would
 * depend on its order.
 */
final class ReplayLoops {
    private static final MethodType CONSTRUCTOR =
            MethodType.methodType(void.class, Peer.class, ThreadProgram.class, ReplaySync.class);
    private static final ConcurrentMap<Class<?>, MethodHandle> BY_PEER = new ConcurrentHashMap<>();

    private ReplayLoops() {}

    static ThreadReplay create(Peer peer, ThreadProgram program, ReplaySync sync) {
        MethodHandle constructor = BY_PEER.computeIfAbsent(peer.getClass(), _ -> copy());
        try {
            return (ThreadReplay) constructor.invoke(peer, program, sync);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the constructor declares no checked exception", e);
        }
    }

    private static MethodHandle copy() {
        MethodHandles.Lookup hidden = HiddenLoop.copy(MethodHandles.lookup(), ReplayLoop.class);
        try {
            return hidden.findConstructor(hidden.lookupClass(), CONSTRUCTOR)
                    .asType(CONSTRUCTOR.changeReturnType(ThreadReplay.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

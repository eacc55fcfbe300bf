package org.ccache.bench.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.ccache.bench.peer.Peer;

/**
 * Copies of {@link ReplayLoop}, one per class of peer.
 *
 * <p>The JIT compiler profiles a method, not its callers. In one shared loop a second and third class of peer would turn the
 * inlined call of the first into a table dispatch, and every comparison inside one process would depend on its order. A
 * hidden class defined from the same bytes has profiles and compiled code of its own.
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
        try (InputStream in = ReplayLoop.class.getResourceAsStream("ReplayLoop.class")) {
            MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(in.readAllBytes(), true);
            return hidden.findConstructor(hidden.lookupClass(), CONSTRUCTOR)
                    .asType(CONSTRUCTOR.changeReturnType(ThreadReplay.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

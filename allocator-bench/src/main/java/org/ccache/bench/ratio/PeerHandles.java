package org.ccache.bench.ratio;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.bench.peer.EmptyDowncall;
import org.ccache.bench.peer.Peer;
import org.ccache.bench.peer.ThreadLocalStack;

/**
 * What a loop calls: two handles, bound to their allocator.
 *
 * @param allocate {@code (long size) long}
 * @param free {@code (long address, long size) void}; an arm that needs no size drops it, which costs nothing
 * @param sizedFree whether free needs the size, which slot replace does not keep
 * @param hasMemory whether its addresses are blocks, each live one another
 */
record PeerHandles(MethodHandle allocate, MethodHandle free, boolean sizedFree, boolean hasMemory) {

    static PeerHandles of(Peer peer) {
        return bound(peer, methodType(void.class, long.class), true);
    }

    /** As a program holds it, without the peer in between. */
    static PeerHandles of(CcacheAllocator allocator) {
        return bound(allocator, methodType(void.class, long.class), true);
    }

    static PeerHandles of(EmptyDowncall calls) {
        return bound(calls, methodType(void.class, long.class), false);
    }

    static PeerHandles of(ThreadLocalStack stack) {
        return bound(stack, methodType(void.class, long.class, long.class), false);
    }

    private static PeerHandles bound(Object target, MethodType freeType, boolean hasMemory) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle allocate = lookup.bind(target, "allocate", methodType(long.class, long.class));
            MethodHandle free = lookup.bind(target, "free", freeType);
            boolean sized = freeType.parameterCount() == 2;
            return new PeerHandles(
                    allocate, sized ? free : MethodHandles.dropArguments(free, 1, long.class), sized, hasMemory);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot bind " + target.getClass(), e);
        }
    }
}

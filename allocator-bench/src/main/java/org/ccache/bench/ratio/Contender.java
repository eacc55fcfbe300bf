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
 * @param name as reports print it
 * @param allocate {@code (long size) long}
 * @param free {@code (long address, long size) void}; a contender that needs no size drops it, which costs nothing
 * @param sizedFree whether free needs the size, which slot replace does not keep
 */
record Contender(String name, MethodHandle allocate, MethodHandle free, boolean sizedFree) {

    static Contender of(String name, Peer peer) {
        return bound(name, peer, methodType(void.class, long.class));
    }

    /** As a program holds it, without the peer in between. */
    static Contender of(String name, CcacheAllocator allocator) {
        return bound(name, allocator, methodType(void.class, long.class));
    }

    static Contender of(String name, EmptyDowncall calls) {
        return bound(name, calls, methodType(void.class, long.class));
    }

    static Contender of(String name, ThreadLocalStack stack) {
        return bound(name, stack, methodType(void.class, long.class, long.class));
    }

    private static Contender bound(String name, Object target, MethodType freeType) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle allocate = lookup.bind(target, "allocate", methodType(long.class, long.class));
            MethodHandle free = lookup.bind(target, "free", freeType);
            boolean sized = freeType.parameterCount() == 2;
            return new Contender(
                    name, allocate, sized ? free : MethodHandles.dropArguments(free, 1, long.class), sized);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot bind " + name, e);
        }
    }
}

package org.ccache.bench.peer;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import org.ccache.bench.peer.PeerInfo.Family;

/**
 * {@code sun.misc.Unsafe}: what off-heap libraries have been built on for long. The JDK passes the calls to libc and
 * counts them for its native memory tracking.
 *
 * <p>Through constant method handles, which compile to the calls themselves: the class is deprecated for removal, and
 * the build forbids its name.
 */
@Facts(
        family = Family.JAVA,
        place = 7,
        licence = "GPL-2.0-only WITH Classpath-exception-2.0",
        how = "sun.misc.Unsafe.allocateMemory and freeMemory",
        flags = "--sun-misc-unsafe-memory-access=allow")
public final class UnsafePeer extends NativeAllocator {

    @Override
    Functions functions() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            Object receiver = instance.get(null);
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle allocate = lookup.bind(receiver, "allocateMemory", methodType(long.class, long.class));
            MethodHandle free = lookup.bind(receiver, "freeMemory", methodType(void.class, long.class));
            // One byte for none, whose address would be null.
            MethodHandle max = lookup.findStatic(Math.class, "max", methodType(long.class, long.class, long.class));
            MethodHandle oneAtLeast = MethodHandles.insertArguments(max, 0, 1L);
            return new Functions(MethodHandles.filterArguments(allocate, 0, oneAtLeast), free, null, null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK has no Unsafe", e);
        }
    }

    @Override
    String version() {
        return "JDK " + BuildVersions.jdk();
    }
}

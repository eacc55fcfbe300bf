package org.ccache.bench.peer;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;

/**
 * What a Java program calls for zeroed memory: the C library's {@code calloc}, by critical downcalls as malloc is
 * called, and {@code sun.misc.Unsafe}, which allocates and then sets. Through constant method handles, as the peers.
 */
public final class ZeroedCalls {
    private static final SharedLibrary LIBC = SharedLibrary.libc();
    private static final MethodHandle CALLOC = LIBC.function("calloc", 2);
    private static final MethodHandle FREE = LIBC.procedure("free", 1);

    private ZeroedCalls() {}

    private static final class Unsafe {
        static final MethodHandle ALLOCATE = bound("allocateMemory", long.class, long.class);
        static final MethodHandle SET = bound("setMemory", void.class, long.class, long.class, byte.class);
        static final MethodHandle FREE = bound("freeMemory", void.class, long.class);

        private static MethodHandle bound(String name, Class<?> result, Class<?>... parameters) {
            try {
                Class<?> unsafe = Class.forName("sun.misc.Unsafe");
                Field instance = unsafe.getDeclaredField("theUnsafe");
                instance.setAccessible(true);
                return MethodHandles.publicLookup().bind(instance.get(null), name, methodType(result, parameters));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("this JDK has no Unsafe", e);
            }
        }
    }

    /** The C library's: an address. */
    public static long calloc(long size) {
        try {
            return (long) CALLOC.invokeExact(1L, size);
        } catch (Throwable t) {
            throw new LinkageError("calloc", t);
        }
    }

    public static void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable t) {
            throw new LinkageError("free", t);
        }
    }

    /** By {@code Unsafe}: an address. */
    public static long allocateAndSet(long size) {
        try {
            long address = (long) Unsafe.ALLOCATE.invokeExact(size);
            Unsafe.SET.invokeExact(address, size, (byte) 0);
            return address;
        } catch (Throwable t) {
            throw new LinkageError("allocateMemory", t);
        }
    }

    public static void freeMemory(long address) {
        try {
            Unsafe.FREE.invokeExact(address);
        } catch (Throwable t) {
            throw new LinkageError("freeMemory", t);
        }
    }
}

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
 * <p>Through constant method handles, which compile to the calls themselves: the class is deprecated for removal, and the
 * build forbids its name.
 */
@Facts(
        family = Family.JAVA,
        place = 7,
        licence = "GPL-2.0-only WITH Classpath-exception-2.0",
        how = "sun.misc.Unsafe.allocateMemory and freeMemory",
        flags = "--sun-misc-unsafe-memory-access=allow")
public final class UnsafePeer implements Peer {
    private static final MethodHandle ALLOCATE;
    private static final MethodHandle FREE;

    /** Unsafe takes what malloc aligns to. */
    private static final long ALIGNMENT = 16;

    static {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Object receiver = instance.get(null);
            ALLOCATE = lookup.findVirtual(unsafe, "allocateMemory", methodType(long.class, long.class))
                    .bindTo(receiver);
            FREE = lookup.findVirtual(unsafe, "freeMemory", methodType(void.class, long.class))
                    .bindTo(receiver);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What to free for blocks of the plain interface that begin later than their memory. */
    private final HandleMap<Long> moved = new HandleMap<>();

    /** Set by the first of them: whoever aligns nothing pays for no lookup. */
    private volatile boolean anyMoved;

    /** One byte for none, whose address would be null. */
    @Override
    public long allocate(long size) {
        try {
            return (long) ALLOCATE.invokeExact(Math.max(1, size));
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
    }

    @Override
    public long allocate(long size, long alignment) {
        long start = room(size, alignment);
        long address = BlockTable.aligned(start, alignment);
        if (address != start) {
            anyMoved = true;
            moved.put(address, start);
        }
        return address;
    }

    /** Start of memory in which {@code size} aligned bytes fit. */
    long room(long size, long alignment) {
        return allocate(alignment <= ALIGNMENT ? size : size + alignment);
    }

    @Override
    public void free(long address) {
        Long start = anyMoved ? moved.remove(address) : null;
        release(start == null ? address : start);
    }

    /** Frees by the address that Unsafe returned. */
    void release(long start) {
        try {
            FREE.invokeExact(start);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
    }

    @Override
    public BlockTable table(int slots) {
        return new UnsafeTable(this, slots);
    }

    @Override
    public String version() {
        return "JDK " + BuildVersions.jdk();
    }

    @Override
    public void close() {}
}

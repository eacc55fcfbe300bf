// Memory for calls of C, which goes with its scope: an arena whose segments are blocks of the allocator, zeroed, for
// one thread. libc measures a string, and sorts numbers by a comparison in Java.
//
//   java --enable-native-access=ALL-UNNAMED -cp "$CCACHE" docs/examples/LibcArena.java

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.ccache.allocator.CcacheAllocator;

public final class LibcArena {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG; // size_t, on every system this runs on

    @SuppressWarnings("restricted") // to call C, or be called, is granted by --enable-native-access
    private static final AddressLayout INTS = ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_INT); // an int*

    private static final MethodHandle STRLEN = libc("strlen", FunctionDescriptor.of(SIZE, ValueLayout.ADDRESS));
    private static final MethodHandle QSORT = libc(
            "qsort", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, SIZE, SIZE, ValueLayout.ADDRESS));

    public static void main(String[] arguments) throws Throwable {
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            try (Arena arena = allocator.arena();
                    Arena stubs = Arena.ofConfined()) { // code that C calls back is the JDK's, and no memory of ours
                MemorySegment text = arena.allocateFrom("measured by libc");
                System.out.println((long) STRLEN.invokeExact(text) + " bytes");
                MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_INT, 5, 3, 9, 1, 7);
                QSORT.invokeExact(numbers, 5L, (long) Integer.BYTES, comparison(stubs));
                System.out.println(Arrays.toString(numbers.toArray(ValueLayout.JAVA_INT)));
            } // the blocks are freed here
            System.out.println(allocator.stats().liveBytes() + " bytes are live");
        }
    }

    /** Called by libc. */
    private static int compare(MemorySegment a, MemorySegment b) {
        return Integer.compare(a.get(ValueLayout.JAVA_INT, 0), b.get(ValueLayout.JAVA_INT, 0));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle libc(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }

    @SuppressWarnings("restricted")
    private static MemorySegment comparison(Arena stubs) throws ReflectiveOperationException {
        MethodType type = MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class);
        MethodHandle compare = MethodHandles.lookup().findStatic(LibcArena.class, "compare", type);
        return LINKER.upcallStub(compare, FunctionDescriptor.of(ValueLayout.JAVA_INT, INTS, INTS), stubs);
    }
}

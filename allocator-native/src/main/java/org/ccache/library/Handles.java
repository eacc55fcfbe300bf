package org.ccache.library;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.ccache.layout.TableLayout;

/**
 * The method handles and the addresses of functions that {@link Downcalls} calls: made by its steps, each once, or
 * again if that failed, and read by the initialisers of its holders, which so cannot fail.
 */
final class Handles {
    private static volatile MethodHandle criticalHandle;
    private static volatile MethodHandle keepingHandle;
    private static volatile MethodHandle plainHandle;
    private static volatile MethodHandle mmapHandle;

    private static volatile MemorySegment[]
            functions; // by number; without our library the C library's, as far as it has them

    private Handles() {}

    /** Address of a symbol of the C library, 0 if it has none. */
    static long symbol(String name) {
        Optional<MemorySegment> found = Linker.nativeLinker().defaultLookup().find(name);
        return found.isPresent() ? found.get().address() : 0;
    }

    /** For the initialisers of holders. */
    static MemorySegment function(int number) {
        MemorySegment[] known = functions;
        return (known != null ? known : functions())[number];
    }

    /**
     * Ours answer -errno; where our library is missing, the C library's namesakes answer -1. Null where there is
     * none, as on Windows.
     */
    static MemorySegment[] functions() {
        if (functions == null) {
            MemorySegment[] all = new MemorySegment[TableLayout.SIZE];
            if (NativeLibrary.available()) {
                for (int number = 0; number < all.length; number++) {
                    all[number] = MemorySegment.ofAddress(NativeLibrary.function(number));
                }
            } else {
                all[TableLayout.MMAP] = namesake("mmap");
                all[TableLayout.MUNMAP] = namesake("munmap");
                all[TableLayout.MPROTECT] = namesake("mprotect");
                all[TableLayout.MADVISE] = namesake("madvise");
            }
            functions = all;
        }
        return functions;
    }

    private static MemorySegment namesake(String name) {
        long address = symbol(name);
        return address == 0 ? null : MemorySegment.ofAddress(address);
    }

    /** A function that does nothing when it is called with zeros. */
    static MemorySegment nothing() {
        MemorySegment ours = function(TableLayout.MADVISE);
        MemorySegment function = ours == null ? namesake("labs") : ours; // which even Windows' C library has
        if (function == null) {
            throw new IllegalStateException("the JDK finds no function of the C library");
        }
        return function;
    }

    /** Address of a function of one of the system's libraries, 0 if there is none. */
    @SuppressWarnings("restricted")
    static long symbol(String library, String name) {
        try {
            Optional<MemorySegment> found =
                    SymbolLookup.libraryLookup(library, Arena.global()).find(name);
            return found.isPresent() ? found.get().address() : 0;
        } catch (IllegalArgumentException e) {
            return 0; // no such library
        }
    }

    /** Whether the JDK calls native functions on this system and processor at all. */
    static boolean linkerIsThere() {
        try {
            return Linker.nativeLinker() != null;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(FunctionDescriptor shape, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(shape, options);
    }

    private static FunctionDescriptor shape() {
        return FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG);
    }

    static MethodHandle critical() {
        MethodHandle handle = criticalHandle;
        if (handle == null) {
            handle = link(shape(), Linker.Option.critical(false));
            criticalHandle = handle;
        }
        return handle;
    }

    /**
     * With a native segment as second argument, whose arena cannot be closed during the call: a long would not be known
     * to be an address of it, and the call would read what another thread unmaps. One shape more.
     */
    static MethodHandle keeping() {
        MethodHandle handle = keepingHandle;
        if (handle == null) {
            FunctionDescriptor shape = FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG);
            handle = link(shape, Linker.Option.critical(false));
            keepingHandle = handle;
        }
        return handle;
    }

    static MethodHandle plain() {
        MethodHandle handle = plainHandle;
        if (handle == null) {
            handle = link(shape());
            plainHandle = handle;
        }
        return handle;
    }

    /** Null where our library is there. */
    static MethodHandle sixArgumentsIfMade() {
        return mmapHandle;
    }

    /**
     * The C library's mmap takes six arguments: one shape more, but only where our library is missing.
     */
    static MethodHandle sixArguments() {
        MethodHandle handle = mmapHandle;
        if (handle == null) {
            handle = link(shape().appendArgumentLayouts(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
            mmapHandle = handle;
        }
        return handle;
    }
}

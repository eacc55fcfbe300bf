package org.ccache.bench.peer;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** An allocator that has no class here: its library is given by its path, with the names of its functions. */
final class LibraryPeer extends NativeAllocator {
    private final LibrarySpec spec;
    private final SharedLibrary library;

    /** @throws PeerUnavailableException if the library cannot be opened */
    LibraryPeer(LibrarySpec spec) {
        this.spec = spec;
        this.library = new SharedLibrary(spec.name(), LibraryFile.open(spec.file()));
    }

    @Override
    String name() {
        return spec.name();
    }

    @Override
    String version() {
        return spec.version();
    }

    @Override
    Functions functions() {
        String sized = optional(2, "free_sized");
        String aligned = optional(3, "aligned_alloc");
        return new Functions(
                library.function(spec.symbol(0).orElse("malloc"), 1),
                library.procedure(spec.symbol(1).orElse("free"), 1),
                sized == null ? null : library.procedure(sized, 2),
                aligned == null ? null : strict(library.function(aligned, 2)));
    }

    /** A function that need not be there; of those with names of their own only what was named is taken. */
    private String optional(int place, String usual) {
        return spec.symbol(place).orElse(spec.symbols().isEmpty() && library.has(usual) ? usual : null);
    }

    /** As C has it: aligned to a pointer's size at least, and a size that is a multiple of the alignment. */
    private static MethodHandle strict(MethodHandle aligned) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle size =
                    lookup.findStatic(LibraryPeer.class, "multiple", methodType(long.class, long.class, long.class));
            MethodHandle alignment = MethodHandles.insertArguments(
                    lookup.findStatic(Math.class, "max", methodType(long.class, long.class, long.class)), 0, (long)
                            Long.BYTES);
            // (rounded size, alignment, size), of which the first is made of the others.
            MethodHandle rounded = MethodHandles.dropArguments(
                    MethodHandles.permuteArguments(aligned, aligned.type(), 1, 0), 2, long.class);
            return MethodHandles.filterArguments(MethodHandles.foldArguments(rounded, size), 0, alignment);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @SuppressWarnings("unused") // by name, above
    private static long multiple(long alignment, long size) {
        return (size + alignment - 1) & -alignment;
    }
}

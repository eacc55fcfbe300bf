package org.ccache.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * A library, open for the life of the process, and calls of its functions: all critical downcalls whose arguments are
 * longs, as the product's own calls are, so that a comparison is of allocators and not of ways to call.
 *
 * <p>A critical call makes no safepoint possible while the allocator maps memory. That is right for a benchmark and
 * wrong for a product.
 */
@SuppressWarnings("restricted")
final class SharedLibrary {
    private final String name;
    private final SymbolLookup symbols;

    SharedLibrary(String name, SymbolLookup symbols) {
        this.name = name;
        this.symbols = symbols;
    }

    /** libc: the linker finds its own symbols even where another allocator is preloaded. */
    static SharedLibrary libc() {
        return new SharedLibrary("libc", Linker.nativeLinker().defaultLookup());
    }

    /**
     * A library that the system may have, by its soname.
     *
     * @throws PeerUnavailableException with the Debian package to install if it does not
     */
    static SharedLibrary installed(String soname, String debianPackage) {
        try {
            return new SharedLibrary(soname, SymbolLookup.libraryLookup(soname, Arena.global()));
        } catch (IllegalArgumentException e) {
            throw new PeerUnavailableException(
                    soname + " cannot be opened: install it with `apt-get install " + debianPackage + "`", e);
        }
    }

    /**
     * A library of the class path: copied to a file that is removed as soon as it is open.
     *
     * @throws PeerUnavailableException with where it comes from if it is not there or not for this machine
     */
    static SharedLibrary bundled(String resource, String artifact) {
        String hint = resource + " cannot be opened: it comes with benchmarks.jar (" + artifact + "), for x86-64 only";
        if (!System.getProperty("os.arch").equals("amd64")) {
            throw new PeerUnavailableException(hint);
        }
        try (InputStream in = SharedLibrary.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new PeerUnavailableException(hint);
            }
            Path file = Files.createTempFile("bundled", ".so");
            try {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                // By path: the linker cannot then find another library of the same name.
                return new SharedLibrary(resource, SymbolLookup.libraryLookup(file, Arena.global()));
            } catch (IllegalArgumentException e) {
                throw new PeerUnavailableException(hint, e);
            } finally {
                Files.delete(file); // it stays mapped
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws PeerUnavailableException if the library has no such symbol */
    private MemorySegment symbol(String symbol) {
        return symbols.find(symbol)
                .orElseThrow(() -> new PeerUnavailableException(name + " has no symbol " + symbol + " of its own"));
    }

    boolean has(String symbol) {
        return symbols.find(symbol).isPresent();
    }

    /** A function of so many longs that returns one. */
    MethodHandle function(String symbol, int arguments) {
        return function(symbol(symbol), arguments);
    }

    static MethodHandle function(MemorySegment symbol, int arguments) {
        return link(symbol, FunctionDescriptor.of(ValueLayout.JAVA_LONG, longs(arguments)));
    }

    /** A function of so many longs that returns nothing. */
    MethodHandle procedure(String symbol, int arguments) {
        return procedure(symbol(symbol), arguments);
    }

    static MethodHandle procedure(MemorySegment symbol, int arguments) {
        return link(symbol, FunctionDescriptor.ofVoid(longs(arguments)));
    }

    private static MethodHandle link(MemorySegment symbol, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(symbol, descriptor, Linker.Option.critical(false));
    }

    private static MemoryLayout[] longs(int count) {
        MemoryLayout[] layouts = new MemoryLayout[count];
        Arrays.fill(layouts, ValueLayout.JAVA_LONG);
        return layouts;
    }

    /**
     * Calls a function once, of which nobody measures the time. Of an int only the low half means something: the
     * calling convention leaves the high half undefined. Of one that returns nothing the answer means nothing.
     */
    long call(String symbol, long... arguments) {
        try {
            return (long) function(symbol, arguments.length)
                    .asSpreader(long[].class, arguments.length)
                    .invokeExact(arguments);
        } catch (Throwable t) {
            throw new AssertionError("a downcall threw", t);
        }
    }

    /** A string that a library returned and keeps. */
    static String text(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }
}

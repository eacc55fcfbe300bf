package org.ccache.bench.peer;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * Links the native contenders: all through critical downcalls whose arguments are longs, as the product's own calls are,
 * so that a comparison is of allocators and not of ways to call.
 *
 * <p>A critical call makes no safepoint possible while the allocator maps memory. That is right for a benchmark and
 * wrong for a product.
 */
@SuppressWarnings("restricted")
final class CriticalCalls {

    private CriticalCalls() {}

    /** libc's own symbol: found there even when another allocator is preloaded. */
    static MemorySegment libc(String name) {
        return Linker.nativeLinker()
                .defaultLookup()
                .find(name)
                .orElseThrow(() -> new PeerUnavailableException("libc has no symbol " + name));
    }

    /** Opens a library by its soname, for the life of the process. */
    static SymbolLookup library(String soname, String howToInstall) {
        try {
            return SymbolLookup.libraryLookup(soname, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new PeerUnavailableException(soname + " cannot be opened: " + howToInstall, e);
        }
    }

    static MethodHandle returningLong(MemorySegment symbol, int arguments) {
        return link(symbol, FunctionDescriptor.of(ValueLayout.JAVA_LONG, longs(arguments)));
    }

    static MethodHandle returningNothing(MemorySegment symbol, int arguments) {
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

    /** A string that a library returned and keeps. */
    static String text(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }

    /** A native allocator said no. */
    static OutOfMemoryError exhausted(String allocator, long size) {
        return new OutOfMemoryError(allocator + " returned null for " + size + " bytes");
    }

    /** Invoking a downcall handle declares Throwable but throws nothing checked. */
    static AssertionError unexpected(Throwable thrown) {
        return new AssertionError("a downcall threw", thrown);
    }
}

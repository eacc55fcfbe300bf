package org.ccache.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccache.library.Downcalls;

/** The functions of kernel32. */
final class WindowsCalls implements PageCalls {
    private static final String LIBRARY = "kernel32.dll";

    // SYSTEM_INFO and MEMORYSTATUSEX of 64-bit Windows: bytes, and where in them is what we ask for.
    private static final int SYSTEM_INFO_BYTES = 48;
    private static final int SYSTEM_INFO_PAGE_SIZE = 4;
    private static final int MEMORY_STATUS_BYTES = 64;
    private static final int MEMORY_STATUS_TOTAL = 8;

    private final MemorySegment[] functions = {
        function("VirtualAlloc"),
        function("VirtualFree"),
        function("VirtualProtect"),
        function("GetSystemInfo"),
        function("GlobalMemoryStatusEx")
    };
    private final MemorySegment oldProtection = Arena.global().allocate(ValueLayout.JAVA_LONG); // nobody reads it

    private static MemorySegment function(String name) {
        return MemorySegment.ofAddress(Downcalls.symbol(LIBRARY, name));
    }

    /** Whether all of them are there. */
    boolean complete() {
        for (MemorySegment function : functions) {
            if (function.address() == 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void link() {
        Downcalls.link(Downcalls.PLAIN);
    }

    @Override
    public long call(int function, long a, long b, long c, long d) {
        return switch (function) {
            case WindowsPages.PAGE_SIZE -> pageSize();
            case WindowsPages.MEMORY -> memory();
            case WindowsPages.VIRTUAL_PROTECT -> Downcalls.plain(functions[function], a, b, c, oldProtection.address());
            default -> Downcalls.plain(functions[function], a, b, c, d);
        };
    }

    private long pageSize() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SYSTEM_INFO_BYTES, Long.BYTES);
            Downcalls.plain(functions[WindowsPages.PAGE_SIZE], info.address(), 0, 0, 0);
            return info.get(ValueLayout.JAVA_INT, SYSTEM_INFO_PAGE_SIZE);
        }
    }

    private long memory() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(MEMORY_STATUS_BYTES, Long.BYTES);
            status.set(ValueLayout.JAVA_INT, 0, MEMORY_STATUS_BYTES);
            long answer = Downcalls.plain(functions[WindowsPages.MEMORY], status.address(), 0, 0, 0);
            return (int) answer == 0 ? 0 : status.get(ValueLayout.JAVA_LONG, MEMORY_STATUS_TOTAL);
        }
    }

    @Override
    public long map(long address, long bytes, long protection, long flags) {
        throw new UnsupportedOperationException("mmap on Windows");
    }
}

package org.ccache.os;

import java.lang.foreign.MemorySegment;
import org.ccache.library.Downcalls;

/** The C library's functions. */
final class PosixCalls implements PageCalls {
    private final MemorySegment pageSize = function("getpagesize");
    private final MemorySegment sysconf = function("sysconf");

    private static MemorySegment function(String name) {
        return MemorySegment.ofAddress(Downcalls.symbol(name));
    }

    /** Whether all of them are there. */
    boolean complete() {
        return Downcalls.mapsMemory() && pageSize.address() != 0 && sysconf.address() != 0;
    }

    @Override
    public void link() {
        Downcalls.link(Downcalls.PLAIN);
    }

    @Override
    public long call(int function, long a, long b, long c, long d) {
        return switch (function) {
            case PosixPages.PAGE_SIZE -> Downcalls.plain(pageSize, a, b, c, d);
            case PosixPages.SYSCONF -> Downcalls.plain(sysconf, a, b, c, d);
            default -> Downcalls.plain(function, a, b, c, d);
        };
    }

    @Override
    public long map(long address, long bytes, long protection, long flags) {
        return Downcalls.mmap(address, bytes, protection, flags);
    }
}

package org.ccache.bench.machine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Which C library this process runs on. */
@SuppressWarnings("restricted")
public final class LibcVersion {
    private static final int LONGEST = 64;

    private LibcVersion() {}

    /** As in "glibc 2.36"; "unknown" for another library than glibc. */
    public static String text() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> symbol = linker.defaultLookup().find("gnu_get_libc_version");
        if (symbol.isEmpty()) {
            return "unknown";
        }
        try {
            MemorySegment version =
                    (MemorySegment) linker.downcallHandle(symbol.get(), FunctionDescriptor.of(ValueLayout.ADDRESS))
                            .invokeExact();
            return "glibc " + version.reinterpret(LONGEST).getString(0);
        } catch (Throwable e) {
            throw new AssertionError("a downcall without arguments threw", e);
        }
    }
}

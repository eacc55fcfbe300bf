package org.ccache.bench.peer;

import java.lang.invoke.MethodHandle;
import org.ccache.bench.peer.PeerInfo.Family;

/** libc's {@code malloc} and {@code free}, whatever is preloaded. */
@Facts(family = Family.NATIVE, place = 1, licence = "LGPL-2.1-or-later", how = "glibc, critical downcalls")
public final class MallocPeer implements Peer {
    private static final MethodHandle MALLOC = CriticalCalls.returningLong(CriticalCalls.libc("malloc"), 1);
    private static final MethodHandle FREE = CriticalCalls.returningNothing(CriticalCalls.libc("free"), 1);

    /** Linked by the first aligned request only: few programs make one. */
    private static final class Aligned {
        static final MethodHandle ALIGNED_ALLOC = CriticalCalls.returningLong(CriticalCalls.libc("aligned_alloc"), 2);
    }

    /** Linked when first asked for. */
    private static final class Trim {
        static final MethodHandle MALLOC_TRIM = CriticalCalls.returningNothing(CriticalCalls.libc("malloc_trim"), 1);
    }

    /** Linked when first asked for. */
    private static final class Version {
        static final MethodHandle GNU_GET_LIBC_VERSION =
                CriticalCalls.returningLong(CriticalCalls.libc("gnu_get_libc_version"), 0);
    }

    @Override
    public long allocate(long size) {
        long address;
        try {
            address = (long) MALLOC.invokeExact(size);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
        if (address == 0) {
            throw CriticalCalls.exhausted("malloc", size);
        }
        return address;
    }

    @Override
    public long allocate(long size, long alignment) {
        long address;
        try {
            address = (long) Aligned.ALIGNED_ALLOC.invokeExact(alignment, size);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
        if (address == 0) {
            throw CriticalCalls.exhausted("aligned_alloc", size);
        }
        return address;
    }

    @Override
    public void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
    }

    /** Of all arenas; what is in the caches of threads stays. */
    @Override
    public boolean trim() {
        try {
            Trim.MALLOC_TRIM.invokeExact(0L);
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
        return true;
    }

    @Override
    public String version() {
        try {
            return "glibc " + CriticalCalls.text((long) Version.GNU_GET_LIBC_VERSION.invokeExact());
        } catch (Throwable t) {
            throw CriticalCalls.unexpected(t);
        }
    }

    @Override
    public void close() {}
}

package org.ccache.os;

/**
 * The life cycle of pages: reserve, commit, purge, release.
 *
 * <p>Addresses and sizes are in bytes and multiples of {@link Machine#pageSize()}. Thread-safe: the kernel's.
 */
public final class VirtualMemory {
    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_NOHUGEPAGE = 15;
    private static final long MAX_ERRNO = 4095;

    private VirtualMemory() {}

    /**
     * Reserves address space that may not be touched before it is committed; costs no memory.
     *
     * @return the address, or a negative errno
     */
    public static long reserve(long bytes) {
        return map(bytes, PROT_NONE);
    }

    /**
     * Reserves address space that may be touched at once and reads as zero; a page costs memory from its first write.
     *
     * @return the address, or a negative errno
     */
    public static long reserveZeroed(long bytes) {
        return map(bytes, PROT_READ_WRITE);
    }

    /**
     * Makes reserved pages readable and writable.
     *
     * @return 0, or a negative errno
     */
    public static long commit(long address, long bytes) {
        return result(Downcalls.mprotect(address, bytes, PROT_READ_WRITE));
    }

    /**
     * Gives the pages' memory back to the system; they stay committed and read as zero when touched again.
     *
     * <p>MADV_DONTNEED: the resident size falls at once, which MADV_FREE promises only under pressure.
     *
     * @return 0, or a negative errno
     */
    public static long purge(long address, long bytes) {
        return result(Downcalls.madvise(address, bytes, MADV_DONTNEED));
    }

    /** Allows or forbids transparent huge pages for a range; a kernel without them refuses, which is no error. */
    public static void hugePages(long address, long bytes, boolean allowed) {
        Downcalls.madvise(address, bytes, allowed ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    }

    /**
     * Gives address space back. Nobody may touch it afterwards.
     *
     * @return 0, or a negative errno
     */
    public static long release(long address, long bytes) {
        return result(Downcalls.munmap(address, bytes));
    }

    /** Words for a negative result, such as "errno 12". */
    public static String describe(long result) {
        return NativeLibrary.available() ? "errno " + -result : "the C library refused";
    }

    private static long map(long bytes, int protection) {
        if (!Machine.isLinux()) {
            throw new UnsupportedOperationException(
                    "ccache maps memory on Linux only; this is " + System.getProperty("os.name"));
        }
        return result(Downcalls.mmap(0, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE));
    }

    /** The kernel's range of error results; everything else is a result, addresses above 2^63 do not exist here. */
    private static long result(long raw) {
        return raw < 0 && raw >= -MAX_ERRNO ? raw : Math.max(raw, 0);
    }
}

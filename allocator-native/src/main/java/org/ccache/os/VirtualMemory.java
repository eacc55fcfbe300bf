package org.ccache.os;

import org.ccache.layout.TableLayout;
import org.ccache.library.Downcalls;
import org.ccache.library.NativeLibrary;
import org.ccache.library.Platform;

/**
 * The life cycle of pages: reserve, commit, purge, release.
 *
 * <p>Addresses and sizes are in bytes and multiples of {@link Machine#pageSize()}. Thread-safe: the kernel's.
 */
public final class VirtualMemory {
    private static final int PROT_NONE = 0;
    private static final int PROT_READ = 1;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_DONTNEED_LOCKED = 24; // Linux 5.18
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_NOHUGEPAGE = 15;
    private static final long MAX_ERRNO = 4095;
    private static final long ENOSYS = 38;
    private static final long EINVAL = 22;
    private static final long REFUSED = -1; // the C library's answer to everything

    private VirtualMemory() {}

    /**
     * Links all calls, and finds out what the machine is, so that none of it fails later for want of heap or stack; the
     * first reservation links them too. Idempotent; cheap once done.
     */
    public static void link() {
        Machine.pageSize();
        Downcalls.link(Downcalls.PLAIN);
    }

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
        long fault = Faults.strike(Faults.Call.COMMIT);
        return fault != 0 ? fault : protect(address, bytes, PROT_READ_WRITE);
    }

    /**
     * Takes back what {@link #commit} gave, but for reading. The pages keep their memory and their content: whoever
     * wants zeros and no memory has them purged before.
     *
     * @return 0, or a negative errno
     */
    public static long protectReadable(long address, long bytes) {
        return protect(address, bytes, PROT_READ);
    }

    /**
     * Makes a range readable but not writable before it is committed: it reads as zero, holds no memory, is charged to
     * nobody. At every moment of it the range may be read.
     *
     * @return 0, or a negative errno: then it is readable still, with whatever content
     */
    public static long renewReadable(long address, long bytes) {
        long refused = purge(address, bytes);
        if (refused >= 0) {
            return protectReadable(address, bytes);
        }
        // Locked, on a system that purges no locked memory: fresh pages in the place of these, in one step of the
        // kernel.
        long fresh = result(
                Downcalls.mmap(address, bytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED));
        return fresh == address ? 0 : refused;
    }

    /**
     * Gives the pages' memory back to the system; they stay committed and read as zero when touched again.
     *
     * <p>MADV_DONTNEED: the resident size falls at once, which MADV_FREE promises only under pressure. Locked pages
     * (mlockall) it refuses; those take another word, from Linux 5.18 on. They are locked again when touched again.
     *
     * @return 0, or a negative errno
     */
    public static long purge(long address, long bytes) {
        long fault = Faults.strike(Faults.Call.PURGE);
        if (fault != 0) {
            return fault;
        }
        long result = advise(address, bytes, MADV_DONTNEED);
        return result == -EINVAL || result == REFUSED ? advise(address, bytes, MADV_DONTNEED_LOCKED) : result;
    }

    /**
     * Asks the system to take the memory of a range from one NUMA node, while it has any.
     *
     * @return 0, or a negative errno
     */
    public static long bind(long address, long bytes, int node) {
        long fault = Faults.strike(Faults.Call.BIND);
        if (fault != 0 || !NativeLibrary.available()) {
            return fault != 0 ? fault : -ENOSYS;
        }
        return result(Downcalls.plain(TableLayout.BIND, address, bytes, node, 0));
    }

    /**
     * Allows or forbids transparent huge pages for a range; a kernel without them refuses, which is no error.
     *
     * @return 0, or a negative errno
     */
    public static long hugePages(long address, long bytes, boolean allowed) {
        long fault = Faults.strike(Faults.Call.ADVISE);
        return fault != 0 ? fault : advise(address, bytes, allowed ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    }

    /**
     * Gives address space back. Nobody may touch it afterwards.
     *
     * @return 0, or a negative errno
     */
    public static long release(long address, long bytes) {
        long fault = Faults.strike(Faults.Call.RELEASE);
        return fault != 0 ? fault : result(Downcalls.plain(TableLayout.MUNMAP, address, bytes, 0, 0));
    }

    /**
     * As {@link #reserveZeroed}, with a page before and after that may not be touched: the kernel joins no other
     * mapping with this one, so its memory can be told apart, and an index out of bounds ends in a fault instead of in
     * somebody's data.
     *
     * @return the address of the first byte that may be touched, or a negative errno
     */
    public static long reserveGuarded(long bytes) {
        long page = Machine.pageSize();
        long guarded = reserve(bytes + 2 * page);
        if (guarded < 0) {
            return guarded;
        }
        long result = commit(guarded + page, bytes);
        if (result < 0) {
            release(guarded, bytes + 2 * page);
            return result;
        }
        return guarded + page;
    }

    /** Gives back what {@link #reserveGuarded} returned, guards and all. */
    public static long releaseGuarded(long address, long bytes) {
        long page = Machine.pageSize();
        return release(address - page, bytes + 2 * page);
    }

    /** Words for a negative result, such as "errno 12". */
    public static String describe(long result) {
        return NativeLibrary.available() || result < -1 ? "errno " + -result : "the C library refused";
    }

    private static long map(long bytes, int protection) {
        if (!Platform.isLinux()) {
            throw new UnsupportedOperationException(
                    "ccache maps memory on Linux only; this is " + System.getProperty("os.name"));
        }
        Downcalls.require(Downcalls.PLAIN);
        long fault = Faults.strike(Faults.Call.RESERVE);
        return fault != 0
                ? fault
                : result(Downcalls.mmap(0, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE));
    }

    private static long protect(long address, long bytes, int protection) {
        return result(Downcalls.plain(TableLayout.MPROTECT, address, bytes, protection, 0));
    }

    private static long advise(long address, long bytes, int advice) {
        return result(Downcalls.plain(TableLayout.MADVISE, address, bytes, advice, 0));
    }

    /** The kernel's range of error results; everything else is a result, addresses above 2^63 do not exist here. */
    private static long result(long raw) {
        return raw < 0 && raw >= -MAX_ERRNO ? raw : Math.max(raw, 0);
    }
}

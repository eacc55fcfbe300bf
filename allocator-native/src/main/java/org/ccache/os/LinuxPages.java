package org.ccache.os;

import org.ccache.layout.TableLayout;
import org.ccache.library.Downcalls;
import org.ccache.library.NativeLibrary;

/** Linux: our library's functions, or where it is missing the C library's of the same names. */
final class LinuxPages implements SystemPages {
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
    private static final int AT_PAGESZ = 6;
    private static final int DEFAULT_PAGE = 4096;
    private static final long MAX_ERRNO = 4095;
    private static final long REFUSED = -1; // the C library's answer to everything

    @Override
    public void link() {
        Downcalls.link(Downcalls.PLAIN);
    }

    @Override
    public int pageSize() {
        long size = auxiliary(AT_PAGESZ);
        return size == 0 ? DEFAULT_PAGE : (int) size;
    }

    /**
     * A word of the auxiliary vector from the C library, 0 if it has none; for where the kernel's file cannot be read.
     */
    static long auxiliary(int type) {
        try {
            long function = Downcalls.symbol("getauxval");
            return function == 0 ? 0 : Downcalls.call(function, type, 0);
        } catch (IllegalCallerException e) {
            return 0; // whoever wants native calls will be told
        }
    }

    @Override
    public long memory() {
        return Long.MAX_VALUE;
    }

    @Override
    public long reserve(long bytes) {
        return map(0, bytes, PROT_NONE, 0);
    }

    @Override
    public long reserveZeroed(long bytes) {
        return map(0, bytes, PROT_READ_WRITE, 0);
    }

    @Override
    public long commit(long address, long bytes) {
        return protect(address, bytes, PROT_READ_WRITE);
    }

    @Override
    public long protectReadable(long address, long bytes) {
        return protect(address, bytes, PROT_READ);
    }

    /**
     * MADV_DONTNEED: the resident size falls at once, which MADV_FREE promises only under pressure. Locked pages
     * (mlockall) it refuses; those take another word, from Linux 5.18 on. They are locked again when touched again.
     */
    @Override
    public long purge(long address, long bytes) {
        long result = advise(address, bytes, MADV_DONTNEED);
        return result == -EINVAL || result == REFUSED ? advise(address, bytes, MADV_DONTNEED_LOCKED) : result;
    }

    @Override
    public long purgeReadable(long address, long bytes) {
        return purge(address, bytes);
    }

    /** For those locked, on a system that purges no locked memory: in one step of the kernel. */
    @Override
    public long replaceReadable(long address, long bytes) {
        return map(address, bytes, PROT_READ, MAP_FIXED) == address ? 0 : REFUSED;
    }

    @Override
    public long bind(long address, long bytes, int node) {
        return NativeLibrary.available() ? result(Downcalls.plain(TableLayout.BIND, address, bytes, node, 0)) : -ENOSYS;
    }

    @Override
    public long hugePages(long address, long bytes, boolean allowed) {
        return advise(address, bytes, allowed ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    }

    @Override
    public long release(long address, long bytes) {
        return result(Downcalls.plain(TableLayout.MUNMAP, address, bytes, 0, 0));
    }

    @Override
    public String describe(long result) {
        return NativeLibrary.available() || result < REFUSED ? "errno " + -result : "the C library refused";
    }

    @Override
    public String note() {
        return "";
    }

    private static long map(long address, long bytes, int protection, int more) {
        return result(Downcalls.mmap(address, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | more));
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

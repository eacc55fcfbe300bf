package org.ccache.os;

import org.ccache.layout.TableLayout;
import org.ccache.library.SystemKind;

/**
 * Systems with POSIX' functions and anonymous mappings: macOS and FreeBSD, Linux for tests. They differ by a few
 * numbers of their headers, which {@link #of} has.
 *
 * <p>Nothing but fresh pages in their place is sure to give pages back and zeros then: MADV_DONTNEED promises that on
 * Linux alone, MADV_FREE neither says when nor what is read until then. The kernels replace a mapping under the lock
 * that faults take too, so whoever reads meanwhile reads the old pages or zeros.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/functions/mmap.html">mmap, POSIX.1-2024</a>
 */
final class PosixPages implements SystemPages {
    static final int PAGE_SIZE = TableLayout.SIZE; // functions beside those of memory
    static final int SYSCONF = PAGE_SIZE + 1;

    private static final int PROT_NONE = 0;
    private static final int PROT_READ = 1;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_FIXED = 0x10;
    private static final long REFUSED = -1;
    private static final int DEFAULT_PAGE = 16 << 10; // no page of these systems is larger

    /** What a system's headers have for it. */
    private enum Numbers {
        MACOS(0x1000, 0x40, 200),
        FREEBSD(0x1000, 0, 121), // a range that is not to be swapped has no flag any more, and needs none
        LINUX(0x20, 0x4000, 85);

        final int anonymous;
        final int noReserve;
        final int physicalPages; // of sysconf

        Numbers(int anonymous, int noReserve, int physicalPages) {
            this.anonymous = anonymous;
            this.noReserve = noReserve;
            this.physicalPages = physicalPages;
        }
    }

    private final Numbers numbers;
    private final PageCalls calls;
    private final String note;

    private PosixPages(Numbers numbers, PageCalls calls, String note) {
        this.numbers = numbers;
        this.calls = calls;
        this.note = note;
    }

    /** Those of a system by its name, null if its numbers are not known. */
    static PosixPages of(String system, PageCalls calls) {
        String note = "os " + SystemKind.POSIX + " (" + system + "): memory by the C library's mmap";
        return switch (system) {
            case SystemKind.MACOS -> new PosixPages(Numbers.MACOS, calls, note);
            case SystemKind.FREEBSD -> new PosixPages(Numbers.FREEBSD, calls, note);
            case SystemKind.LINUX ->
                new PosixPages(
                        Numbers.LINUX, calls, note + ", asked for by " + SystemKind.PROPERTY + "=" + SystemKind.POSIX);
            default -> null;
        };
    }

    @Override
    public void link() {
        calls.link();
    }

    @Override
    public int pageSize() {
        int size = (int) calls.call(PAGE_SIZE, 0, 0, 0, 0);
        return size > 0 ? size : DEFAULT_PAGE;
    }

    @Override
    public long memory() {
        long pages = calls.call(SYSCONF, numbers.physicalPages, 0, 0, 0); // a long, -1 if it does not know
        return pages > 0 ? pages * pageSize() : Long.MAX_VALUE;
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
        return answer(calls.call(TableLayout.MPROTECT, address, bytes, PROT_READ_WRITE, 0));
    }

    @Override
    public long protectReadable(long address, long bytes) {
        return answer(calls.call(TableLayout.MPROTECT, address, bytes, PROT_READ, 0));
    }

    @Override
    public long purge(long address, long bytes) {
        return replace(address, bytes, PROT_READ_WRITE);
    }

    @Override
    public long purgeReadable(long address, long bytes) {
        return purge(address, bytes);
    }

    @Override
    public long replaceReadable(long address, long bytes) {
        return replace(address, bytes, PROT_READ);
    }

    @Override
    public long release(long address, long bytes) {
        return answer(calls.call(TableLayout.MUNMAP, address, bytes, 0, 0));
    }

    @Override
    public String describe(long result) {
        return result < REFUSED ? "errno " + -result : "the C library refused";
    }

    @Override
    public String note() {
        return note;
    }

    private long replace(long address, long bytes, int protection) {
        return map(address, bytes, protection, MAP_FIXED) == address ? 0 : REFUSED;
    }

    private long map(long address, long bytes, int protection, int more) {
        // Asked for no bytes or for more than there are addresses, each system answers in a way of its own.
        return bytes <= 0
                ? -EINVAL
                : calls.map(address, bytes, protection, MAP_PRIVATE | numbers.anonymous | numbers.noReserve | more);
    }

    /** Of an int, whose upper half is anything. */
    private static long answer(long raw) {
        return Math.min(0, (int) raw);
    }
}

package org.ccache.os;

import org.ccache.library.SystemKind;

/**
 * Windows: kernel32's VirtualAlloc and its like. Not like elsewhere is:
 *
 * <ul>
 *   <li>What is committed is charged at once, touched or not, and so is what may only be read.
 *   <li>To give memory back is to take pages away and to commit new ones, in two steps: between them they may not be
 *       touched, and so memory that others may read meanwhile stays. The second step is repeated until it succeeds:
 *       it takes what the first one gave, and nobody could go on without it.
 *   <li>A range goes as a whole.
 * </ul>
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualalloc">VirtualAlloc</a>
 */
final class WindowsPages implements SystemPages {
    /** Functions of {@link PageCalls}. */
    static final int VIRTUAL_ALLOC = 0;

    static final int VIRTUAL_FREE = 1;
    static final int VIRTUAL_PROTECT = 2; // the fourth argument is the calls' own: where the old protection goes
    static final int PAGE_SIZE = 3; // by GetSystemInfo
    static final int MEMORY = 4; // bytes, by GlobalMemoryStatusEx; 0: refused

    private static final int MEM_COMMIT = 0x1000;
    private static final int MEM_RESERVE = 0x2000;
    private static final int MEM_TAKE_BACK = 0x4000; // undoes MEM_COMMIT
    private static final int MEM_RELEASE = 0x8000;
    private static final int PAGE_NOACCESS = 1;
    private static final int PAGE_READONLY = 2;
    private static final int PAGE_READWRITE = 4;
    private static final long REFUSED = -1; // GetLastError is not to be had: the JVM makes calls of its own in between
    private static final int DEFAULT_PAGE = 4096;

    private final PageCalls calls;

    WindowsPages(PageCalls calls) {
        this.calls = calls;
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
        long bytes = calls.call(MEMORY, 0, 0, 0, 0);
        return bytes > 0 ? bytes : Long.MAX_VALUE;
    }

    @Override
    public long reserve(long bytes) {
        return allocate(0, bytes, MEM_RESERVE, PAGE_NOACCESS);
    }

    @Override
    public long reserveZeroed(long bytes) {
        return allocate(0, bytes, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    }

    @Override
    public long commit(long address, long bytes) {
        return commit(address, bytes, PAGE_READWRITE);
    }

    @Override
    public long protectReadable(long address, long bytes) {
        return commit(address, bytes, PAGE_READONLY);
    }

    /** Of pages that are committed already the first call changes nothing that can be relied on. */
    private long commit(long address, long bytes, int protection) {
        long committed = allocate(address, bytes, MEM_COMMIT, protection);
        return committed < 0 ? committed : answer(calls.call(VIRTUAL_PROTECT, address, bytes, protection, 0));
    }

    @Override
    public long purge(long address, long bytes) {
        if (answer(calls.call(VIRTUAL_FREE, address, bytes, MEM_TAKE_BACK, 0)) < 0) {
            return REFUSED;
        }
        while (allocate(address, bytes, MEM_COMMIT, PAGE_READWRITE) < 0) {
            Thread.onSpinWait();
        }
        return 0;
    }

    @Override
    public long purgeReadable(long address, long bytes) {
        return -ENOSYS;
    }

    @Override
    public long replaceReadable(long address, long bytes) {
        return -ENOSYS;
    }

    @Override
    public long release(long address, long bytes) {
        return answer(calls.call(VIRTUAL_FREE, address, 0, MEM_RELEASE, 0)); // of all that begins there
    }

    @Override
    public String describe(long result) {
        return result < REFUSED ? "errno " + -result : "Windows refused";
    }

    @Override
    public String note() {
        return "os " + SystemKind.WINDOWS + ": memory by VirtualAlloc";
    }

    private long allocate(long address, long bytes, int type, int protection) {
        long result = bytes <= 0 ? 0 : calls.call(VIRTUAL_ALLOC, address, bytes, type, protection);
        return result == 0 ? REFUSED : result;
    }

    /** Of a BOOL, an int whose upper half is anything. */
    private static long answer(long raw) {
        return (int) raw == 0 ? REFUSED : 0;
    }
}

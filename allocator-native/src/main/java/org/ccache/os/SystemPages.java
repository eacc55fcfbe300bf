package org.ccache.os;

/**
 * The pages of one kind of system: what {@link VirtualMemory} is made of, which has the words for what each must keep
 * to. Results are as there: 0 or an address, or a negative errno, or -1 where the system gives no reason.
 *
 * <p>One object of one class in a process, found once ({@link PagesChoice}), so that compiled code calls it directly.
 * Thread-safe. Nothing here may ask {@link Machine}, which asks here, before {@link #link} has returned.
 */
interface SystemPages {
    long ENOMEM = 12;
    long EINVAL = 22;
    long ENOSYS = 38;

    /** Links all calls, and does all that may fail for want of heap or stack. Idempotent. */
    void link();

    /** Bytes of a page, for where the kernel's own files do not tell. */
    int pageSize();

    /** Bytes of the machine's memory, for where the kernel's own files do not tell; 2^63 - 1 if nobody does. */
    long memory();

    /** Bytes above which a range is not worth asking for, however many bytes could be of use. */
    default long largestRange() {
        return Long.MAX_VALUE;
    }

    /** Whether a range is charged as it is reserved, all of it, and not as it is committed. */
    default boolean chargesReserved() {
        return false;
    }

    long reserve(long bytes);

    long reserveZeroed(long bytes);

    long commit(long address, long bytes);

    long protectReadable(long address, long bytes);

    long purge(long address, long bytes);

    /** As {@link #purge}, and at every moment of it the pages may be read. */
    long purgeReadable(long address, long bytes);

    /** Fresh pages in the place of these that may be read only; at every moment of it they may be read. */
    long replaceReadable(long address, long bytes);

    default long bind(long address, long bytes, int node) {
        return -ENOSYS;
    }

    /** Where no page is made huge unasked there is nothing to forbid, and nobody to be asked. */
    default long hugePages(long address, long bytes, boolean allowed) {
        return allowed ? -ENOSYS : 0;
    }

    /** The range is the whole of what one reservation returned. */
    long release(long address, long bytes);

    /** The mapping that a range is in, address and bytes, where guards do not set it apart; else the range. */
    default long[] mapping(long address, long bytes) {
        return new long[] {address, bytes};
    }

    /** Words for a negative result. */
    String describe(long result);

    /** What the memory is and why, for a person; empty for the usual kind. */
    String note();
}

package org.ccache.os;

import org.ccache.library.NativeLibrary;
import org.ccache.sync.StackHeadroom;

/**
 * The life cycle of pages: reserve, commit, purge, release; on every system, by what that has for it
 * ({@link SystemPages}).
 *
 * <p>Addresses and sizes are in bytes and multiples of {@link Machine#pageSize()}. Thread-safe: the kernel's. Whoever
 * uses a range has reserved it, and so has chosen and linked what is called here.
 */
public final class VirtualMemory {
    // Not volatile: whoever reads true finds the holder initialised, or waits for that.
    private static boolean chosen;

    /** A constant to compiled code, read by who has chosen. */
    private static final class Chosen {
        static final SystemPages PAGES = PagesChoice.found();

        private Chosen() {}

        private static void initialise() {
            // by the call itself
        }
    }

    private VirtualMemory() {}

    private static SystemPages pages() {
        if (!chosen) {
            PagesChoice.found(); // may fail, unlike an initialiser, which has one attempt
            StackHeadroom.check();
            Chosen.initialise();
            chosen = true;
        }
        return Chosen.PAGES;
    }

    /**
     * Links all calls, and finds out what the machine is, so that none of it fails later for want of heap or stack; the
     * first reservation links them too. Idempotent; cheap once done.
     *
     * @throws IllegalArgumentException if the property {@code org.ccache.os} says something else than it may
     * @throws IllegalCallerException if Java denies native access, which only the JDK's own memory does without
     */
    public static void link() {
        try {
            Machine.pageSize();
            pages().link();
        } catch (IllegalCallerException e) {
            throw NativeLibrary.denied(e);
        }
    }

    /** What memory is had by and why, for a person; empty where it is the kernel's of Linux, as usual. */
    public static String note() {
        return pages().note();
    }

    /**
     * Bytes above which a range is not worth asking for, however many bytes could be of use; 2^63 - 1 where address
     * space is all it costs.
     */
    public static long largestRange() {
        return pages().largestRange();
    }

    /**
     * Reserves address space that may not be touched before it is committed; costs no memory. The guards that are left
     * of it fault, but with the JDK's memory.
     *
     * @return the address, or a negative errno
     */
    public static long reserve(long bytes) {
        SystemPages pages = pages();
        long fault = Faults.strike(Faults.Call.RESERVE);
        return fault != 0 ? fault : pages.reserve(bytes);
    }

    /**
     * Reserves address space that may be touched at once and reads as zero; a page costs memory from its first write.
     *
     * @return the address, or a negative errno
     */
    public static long reserveZeroed(long bytes) {
        SystemPages pages = pages();
        long fault = Faults.strike(Faults.Call.RESERVE);
        return fault != 0 ? fault : pages.reserveZeroed(bytes);
    }

    /**
     * Makes reserved pages readable and writable.
     *
     * @return 0, or a negative errno
     */
    public static long commit(long address, long bytes) {
        long fault = Faults.strike(Faults.Call.COMMIT);
        return fault != 0 ? fault : pages().commit(address, bytes);
    }

    /**
     * Takes back what {@link #commit} gave, but for reading. The pages keep their memory and their content: whoever
     * wants zeros and no memory has them purged before.
     *
     * @return 0, or a negative errno
     */
    public static long protectReadable(long address, long bytes) {
        return pages().protectReadable(address, bytes);
    }

    /**
     * Makes a range readable but not writable before it is committed: it reads as zero, holds no memory, is charged to
     * nobody. At every moment of it the range may be read.
     *
     * @return 0, or a negative errno: then it is readable still, with whatever content
     */
    public static long renewReadable(long address, long bytes) {
        long refused = purgeReadable(address, bytes);
        if (refused >= 0) {
            return protectReadable(address, bytes);
        }
        return pages().replaceReadable(address, bytes) == 0 ? 0 : refused;
    }

    /**
     * Gives the pages' memory back to the system; they stay committed and read as zero when touched again. Nobody may
     * touch them meanwhile.
     *
     * @return 0, or a negative errno: then they are as they were
     */
    public static long purge(long address, long bytes) {
        long fault = Faults.strike(Faults.Call.PURGE);
        return fault != 0 ? fault : pages().purge(address, bytes);
    }

    /**
     * The same for pages that somebody may read meanwhile: what they held or zero. Refused where the system cannot do
     * that.
     *
     * @return 0, or a negative errno: then they are as they were
     */
    public static long purgeReadable(long address, long bytes) {
        long fault = Faults.strike(Faults.Call.PURGE);
        return fault != 0 ? fault : pages().purgeReadable(address, bytes);
    }

    /**
     * Asks the system to take the memory of a range from one NUMA node, while it has any.
     *
     * @return 0, or a negative errno
     */
    public static long bind(long address, long bytes, int node) {
        long fault = Faults.strike(Faults.Call.BIND);
        return fault != 0 ? fault : pages().bind(address, bytes, node);
    }

    /**
     * Allows or forbids transparent huge pages for a range; a system without them refuses to allow, which is no error.
     *
     * @return 0, or a negative errno
     */
    public static long hugePages(long address, long bytes, boolean allowed) {
        long fault = Faults.strike(Faults.Call.ADVISE);
        return fault != 0 ? fault : pages().hugePages(address, bytes, allowed);
    }

    /**
     * Gives address space back: the whole of what one reservation returned. Nobody may touch it afterwards.
     *
     * @return 0, or a negative errno
     */
    public static long release(long address, long bytes) {
        long fault = Faults.strike(Faults.Call.RELEASE);
        return fault != 0 ? fault : pages().release(address, bytes);
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
        return pages().describe(result);
    }
}

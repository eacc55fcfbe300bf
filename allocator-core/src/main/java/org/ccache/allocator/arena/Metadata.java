package org.ccache.allocator.arena;

import org.ccache.os.Machine;
import org.ccache.os.VirtualMemory;
import org.ccache.sync.Mutex;
import org.ccache.sync.StackHeadroom;

/**
 * The range of an allocator's span map and records: reserved so that all of it may be read, and made writable part by part,
 * as the frontiers move. What is only readable the system charges to nobody, and locks no memory for it.
 *
 * <p>Never unmapped, but lent to one allocator after the other: a call that was under way when the former was closed may
 * still read its map here. What it reads is zero or the next one's, and it asks whether its allocator is closed before it
 * believes that. So there are as many as allocators were ever open at once.
 */
final class Metadata {
    private static final Mutex LOCK = new Mutex();

    private static Metadata free; // the first of a list; guarded by LOCK, as the links

    private final long address;
    private final long bytes;
    private Metadata next; // of the list: no heap is needed to give back

    private Metadata(long address, long bytes) {
        this.address = address;
        this.bytes = bytes;
    }

    /** One of at least so many bytes, all zero; its address is negative, an errno, if the system refuses. */
    static Metadata take(long bytes) {
        StackHeadroom.check();
        Metadata lent = takeFree(bytes);
        if (lent != null) {
            return lent;
        }
        long page = Machine.pageSize();
        long guarded = VirtualMemory.reserve(bytes + 2 * page); // the page before and after stays untouchable
        if (guarded < 0) {
            return new Metadata(guarded, 0);
        }
        long refused = VirtualMemory.protectReadable(guarded + page, bytes);
        if (refused < 0) {
            VirtualMemory.release(guarded, bytes + 2 * page);
            return new Metadata(refused, 0);
        }
        return new Metadata(guarded + page, bytes);
    }

    /** The first that is large enough, but not more than twice as large; null if there is none. */
    private static Metadata takeFree(long bytes) {
        LOCK.lockWithin();
        try {
            Metadata before = null;
            for (Metadata one = free; one != null; before = one, one = one.next) {
                if (one.bytes >= bytes && one.bytes <= 2 * bytes) {
                    if (before == null) {
                        free = one.next;
                    } else {
                        before.next = one.next;
                    }
                    return one;
                }
            }
            return null;
        } finally {
            LOCK.unlock();
        }
    }

    long address() {
        return address;
    }

    long bytes() {
        return bytes;
    }

    /** Makes a part writable, whole pages of it: 0, or a negative errno. */
    long commit(long from, long to) {
        long first = from & -Machine.pageSize();
        long end = Math.min(to + Machine.pageSize() - 1 & -Machine.pageSize(), address + bytes);
        return VirtualMemory.commit(first, end - first);
    }

    /** Nobody writes any more, and who still reads does not believe it: zero again, and for the next one. */
    void giveBack() {
        if (VirtualMemory.renewReadable(address, bytes) < 0) {
            return; // not zero: of no use to another one
        }
        LOCK.lockWithin();
        try {
            next = free;
            free = this;
        } finally {
            LOCK.unlock();
        }
    }
}

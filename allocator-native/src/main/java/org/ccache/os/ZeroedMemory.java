package org.ccache.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ccache.sync.StackHeadroom;
import org.ccache.sync.Waiting;

/**
 * Memory that lives as long as somebody can reach its segment, or a slice of it: zero, a page costs memory from its
 * first write.
 */
public final class ZeroedMemory {
    private static final long LONGEST_PAUSE_MILLIS = 128;

    private ZeroedMemory() {}

    /**
     * A new one, of a multiple of {@link Machine#pageSize} bytes, beginning at a page. Where there is no room it waits
     * for the collector, up to a quarter of a second: what nobody can reach any more keeps its address range until
     * then.
     *
     * @throws OutOfMemoryError if the system has no room for it
     * @throws StackOverflowError if there is no stack to come to the end of it; then nothing was mapped
     */
    public static MemorySegment allocate(long bytes) {
        StackHeadroom.checkDeep(); // else neither an owner would be made for what is mapped nor could it be given back
        long address = VirtualMemory.reserveZeroed(bytes);
        for (long pause = 1; address < 0 && pause <= LONGEST_PAUSE_MILLIS; pause *= 2) {
            System.gc();
            Waiting.pause(TimeUnit.MILLISECONDS.toNanos(pause)); // for the cleaner's thread
            address = VirtualMemory.reserveZeroed(bytes);
        }
        return mapped(address, bytes);
    }

    @SuppressWarnings("restricted")
    private static MemorySegment mapped(long address, long bytes) {
        if (address < 0) {
            throw new OutOfMemoryError("no " + bytes + " bytes to map: " + VirtualMemory.describe(address));
        }
        Arena arena = null;
        Release release = null;
        boolean owned = false;
        try {
            arena = Arena.ofAuto();
            release = new Release();
            MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(bytes, arena, release);
            owned = true;
            return memory;
        } finally {
            if (!owned) {
                if (release != null) {
                    release.done = true;
                }
                VirtualMemory.release(address, bytes);
            }
            Reference.reachabilityFence(arena); // until here nobody but us releases
        }
    }

    /**
     * What the arena calls at its end. It may have been given to the arena although the segment was not made, for want
     * of heap: then the range has long been released, and may be somebody else's.
     */
    private static final class Release implements Consumer<MemorySegment> {
        private volatile boolean done;

        @Override
        public void accept(MemorySegment mapping) {
            if (!done) {
                VirtualMemory.release(mapping.address(), mapping.byteSize());
            }
        }
    }

    /** Everything once, so that the JDK has linked what it needs for it. */
    public static void link() {
        MemorySegment page = allocate(Machine.pageSize());
        page.set(ValueLayout.JAVA_LONG, 0, words(Long.BYTES).get(ValueLayout.JAVA_LONG, 0));
        purge(page.asSlice(0, page.byteSize()));
    }

    /** A new one of any size, aligned to 16 bytes, for the arguments of a call: Java's own, no pages. */
    public static MemorySegment words(long bytes) {
        return Arena.ofAuto().allocate(bytes, 2 * Long.BYTES);
    }

    /** Gives the pages of a slice, whole ones, back to the system: they may still be touched and read as zero. */
    public static void purge(MemorySegment pages) {
        if (VirtualMemory.purgeReadable(pages.address(), pages.byteSize()) < 0) {
            pages.fill((byte) 0);
        }
    }
}

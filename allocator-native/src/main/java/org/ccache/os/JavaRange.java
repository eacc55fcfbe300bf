package org.ccache.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A range of memory from the JDK alone: an arena of its own, so that it can go while others stay.
 *
 * <p>A shared one, since any thread may release a range. To close it stops all threads for a moment, which is for
 * ranges and not for blocks.
 */
final class JavaRange {
    private static final int WORDS = 4; // pages of the probe

    private final Arena arena = Arena.ofShared();
    private MemorySegment memory; // null until it is had

    Arena arena() {
        return arena;
    }

    /** It is had. */
    void is(MemorySegment segment) {
        memory = segment;
    }

    long address() {
        return memory.address();
    }

    long bytes() {
        return memory.byteSize();
    }

    /** Whether a part lies within. */
    boolean holds(long from, long length) {
        long offset = from - memory.address();
        return offset >= 0 && length >= 0 && offset <= memory.byteSize() - length;
    }

    void zero(long from, long length) {
        part(from, length).fill((byte) 0);
    }

    /** Gives a part back to the system, by what the JDK has for it: false if that refuses. */
    @SuppressWarnings("CatchingUnchecked") // the JDK's native method throws an IOException that it does not declare
    boolean unload(long from, long length) {
        try {
            part(from, length).unload();
            return true;
        } catch (Exception e) {
            return false; // locked, for example
        }
    }

    private MemorySegment part(long from, long length) {
        return memory.asSlice(from - memory.address(), length);
    }

    /**
     * Whether what was written and then unloaded reads as zero, as Linux has it with private mappings, and its
     * neighbours are as they were. The JDK promises neither; but what it does, and what the kernel does with it, does
     * not change in a process. Writes the first pages of the range, and leaves them zero.
     *
     * @param page bytes
     */
    boolean unloadsToZero(int page) {
        for (int i = 0; i < WORDS; i++) {
            memory.set(ValueLayout.JAVA_LONG, (long) i * page, i + 1L);
        }
        boolean works = unload(memory.address() + page, 2L * page)
                && word(0, page) == 1
                && word(1, page) == 0
                && word(2, page) == 0
                && word(3, page) == WORDS;
        zero(memory.address(), (long) WORDS * page);
        return works;
    }

    private long word(int number, int page) {
        return memory.get(ValueLayout.JAVA_LONG, (long) number * page);
    }

    /** Gives it back. Nobody may touch it any more, and nobody be at {@link #unload}. */
    void close() {
        arena.close();
    }
}

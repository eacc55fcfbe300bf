package org.ccache.allocator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.ccache.allocator.memory.Memory;
import org.ccache.sync.StackHeadroom;

/** Addresses of blocks, wherever a caller of the batch calls has them, and those calls one block at a time. */
abstract sealed class BlockList {
    /** Addresses of which none may stand twice among so many. */
    static final int APART = 64;

    /** Whether a batch call has freed them, but for those that another thread has freed meanwhile. */
    boolean freed;

    private InvalidAddressException wrong; // null: none was freed meanwhile

    /** One of them was free already, though it was not when all were looked at: the others are freed all the same. */
    final void meanwhile(int position, InvalidAddressException refusal) {
        if (wrong == null) {
            wrong = BadArguments.inBatch(position, refusal);
        }
    }

    /** All have been gone through. */
    final void end() {
        freed = true;
        if (wrong != null) {
            throw wrong;
        }
    }

    /**
     * That so many may be read, and written if they are to be.
     *
     * @throws RuntimeException if not, as the place's own type says it
     */
    abstract void check(int n, boolean write);

    /** Whether what is set stays there until it is read, whatever other threads do to their segments. */
    abstract boolean keeps();

    abstract long get(int i);

    abstract void set(int i, long block);

    /** Copies so many to {@code to}. */
    abstract void getAll(int start, int n, long to);

    /** Copies so many from {@code from}. */
    abstract void setAll(int start, int n, long from);

    /** In an array. */
    static final class OfArray extends BlockList {
        private final long[] array;

        OfArray(long[] array, String name) {
            this.array = Objects.requireNonNull(array, name);
        }

        @Override
        void check(int n, boolean write) {
            Objects.checkFromIndexSize(0, n, array.length);
        }

        @Override
        boolean keeps() {
            return true;
        }

        @Override
        long get(int i) {
            return array[i];
        }

        @Override
        void set(int i, long block) {
            array[i] = block;
        }

        @Override
        void getAll(int start, int n, long to) {
            for (int i = 0; i < n; i++) {
                Memory.putLong(to + (long) i * Long.BYTES, array[start + i]);
            }
        }

        @Override
        void setAll(int start, int n, long from) {
            for (int i = 0; i < n; i++) {
                array[start + i] = Memory.getLong(from + (long) i * Long.BYTES);
            }
        }
    }

    /** In a segment. */
    static final class OfSegment extends BlockList {
        private final MemorySegment segment;

        OfSegment(MemorySegment segment, String name) {
            this.segment = Objects.requireNonNull(segment, name);
        }

        /** Reads and writes the ends, which brings all that the segment has to say of it: bounds, arena, thread. */
        @Override
        void check(int n, boolean write) {
            Objects.checkFromIndexSize(0, n * (long) Long.BYTES, segment.byteSize());
            if (n > 0) {
                long last = get(n - 1);
                if (write) {
                    set(n - 1, last);
                }
            }
        }

        @Override
        boolean keeps() {
            return false;
        }

        @Override
        long get(int i) {
            return segment.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i);
        }

        @Override
        void set(int i, long block) {
            segment.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i, block);
        }

        @Override
        void getAll(int start, int n, long to) {
            for (int i = 0; i < n; i++) {
                Memory.putLong(to + (long) i * Long.BYTES, get(start + i));
            }
        }

        @Override
        void setAll(int start, int n, long from) {
            for (int i = 0; i < n; i++) {
                set(start + i, Memory.getLong(from + (long) i * Long.BYTES));
            }
        }
    }

    /** All or none, by an allocator that has nothing better: the addresses are kept here until all are there. */
    static void allocateEach(OffHeapAllocator allocator, long size, int n, BlockList out) {
        BadArguments.checkSize(size);
        out.check(n, true);
        StackHeadroom.checkTwice(); // so that none is lost between its call and the array, or in being freed
        long[] blocks = new long[n];
        int got = 0;
        boolean done = false;
        try {
            while (got < n) {
                blocks[got] = allocator.allocate(size);
                got++;
            }
            for (int i = 0; i < n; i++) {
                out.set(i, blocks[i]);
            }
            done = true;
        } finally {
            for (int i = 0; !done && i < got; i++) {
                allocator.free(blocks[i]);
            }
        }
    }

    /** All of them, or an error and what {@link #freed} says of them. */
    static void free(OffHeapAllocator allocator, BlockList blocks, int n) {
        if (allocator instanceof CcacheAllocator itself) {
            itself.free(blocks, n);
        } else if (allocator instanceof AllocatorScope scope) {
            scope.free(blocks, n);
        } else {
            freeEach(allocator, blocks, n);
        }
    }

    /** All of them, or an error and none: by an allocator that has nothing better, or has no memory for that. */
    static void freeEach(OffHeapAllocator allocator, BlockList blocks, int n) {
        blocks.check(n, false);
        for (int i = 0; i < n; i++) {
            long block = blocks.get(i);
            for (int before = i - i % APART; before < i; before++) {
                if (blocks.get(before) == block) {
                    throw BadArguments.twice(block, before, i);
                }
            }
            if (!allocator.owns(block)) {
                throw refused(allocator, block, i);
            }
        }
        for (int i = 0; i < n; i++) {
            try {
                allocator.free(blocks.get(i));
            } catch (InvalidAddressException e) {
                blocks.meanwhile(i, e);
            }
        }
        blocks.end();
    }

    /** By what the allocator itself says of such an address. */
    private static RuntimeException refused(OffHeapAllocator allocator, long block, int position) {
        try {
            allocator.usableSize(block);
        } catch (InvalidAddressException e) {
            return BadArguments.inBatch(position, e);
        } catch (IllegalStateException e) { // closed
            return e;
        }
        return BadArguments.inBatch(
                position, new InvalidAddressException("0x" + Long.toHexString(block) + ": not owned"));
    }
}

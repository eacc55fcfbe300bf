package org.ccache.allocator;

import org.ccache.allocator.arena.SpanMap;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.cache.IndexCaches;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.ccache.sync.StackHeadroom;

/**
 * Several blocks at once: from a magazine, and to it, up to {@value Blocks#APART} by one sequence.
 *
 * <p>The addresses stand in a block of the allocator's own on their way, since a sequence takes them from where no
 * collector moves them. Heap is taken before the first block is, and stack is looked for: nothing is thrown while
 * blocks are neither here nor there.
 */
final class Batches {
    private static final int PIECE = Blocks.APART;
    private static final int PLACES = 4 * PIECE; // of the table of a piece's addresses: bytes, a power of two
    private static final int TABLE = PIECE * Long.BYTES; // behind the addresses
    private static final int CLASSES = TABLE + PLACES; // a byte for each address, behind that; 0: shares no slab
    private static final int LIST_CLASS = SizeClasses.of(CLASSES + PIECE);

    /** 2^64 by the golden ratio: neighbours land apart. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private static final int SPREAD_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PLACES);

    private final CcacheAllocator allocator;
    private final Caches caches;
    private final SlowPaths slow;
    private final SpanMap map;
    private final long regions; // 0: not the ccaches, whose blocks go one by one

    Batches(CcacheAllocator allocator, Caches caches, SlowPaths slow, SpanMap map) {
        this.allocator = allocator;
        this.caches = caches;
        this.slow = slow;
        this.map = map;
        this.regions = caches.regions();
    }

    /** All of them, or an error and none. */
    void allocate(long size, int n, Blocks out) {
        BadArguments.checkSize(size);
        out.check(n, true);
        if (n == 0) {
            return;
        }
        StackHeadroom.checkTwice();
        long list = allocator.allocate((long) n * Long.BYTES);
        int got = 0;
        boolean done = false;
        try {
            int sizeClass = regions != 0 && size <= SizeClasses.MAX_SHARED_SIZE ? SizeClasses.shared(size) : 0;
            while (got < n) {
                long end = list + (long) got * Long.BYTES;
                long popped =
                        sizeClass == 0 ? 0 : IndexCaches.popBatch(regions, sizeClass, end, Math.min(PIECE, n - got));
                if (popped > 0) {
                    got += (int) popped;
                } else { // by a refill, which brings some for the next turn
                    Memory.putLong(end, slow.allocate(size));
                    got++;
                }
            }
            for (int i = 0; i < n; i++) {
                out.set(i, Memory.getLong(list + (long) i * Long.BYTES));
            }
            done = true;
        } finally {
            for (int i = 0; !done && i < got; i++) {
                allocator.free(Memory.getLong(list + (long) i * Long.BYTES));
            }
            allocator.free(list);
        }
    }

    /** All of them, or an error and none. */
    void free(Blocks blocks, int n) {
        blocks.check(n, false);
        if (n == 0) {
            return;
        }
        StackHeadroom.checkTwice();
        long list = list();
        if (list == 0) {
            Blocks.freeEach(allocator, blocks, n);
            return;
        }
        try {
            for (int start = 0; start < n; start += PIECE) {
                look(list, blocks, start, Math.min(PIECE, n - start));
            }
            for (int start = 0; start < n; start += PIECE) {
                int some = Math.min(PIECE, n - start);
                if (n > PIECE) { // else it stands there
                    look(list, blocks, start, some);
                }
                freePiece(list, blocks, start, some);
            }
        } finally {
            allocator.free(list);
        }
    }

    /** A block for the addresses of a piece; 0 if there is no memory for it: a free needs none. */
    private long list() {
        try {
            return caches.allocate(LIST_CLASS);
        } catch (OutOfMemoryError e) {
            return 0;
        }
    }

    /** Lists a piece's addresses and their classes, if each may be freed and none stands there twice. */
    private void look(long list, Blocks blocks, int start, int n) {
        for (int place = 0; place < PLACES; place += Long.BYTES) {
            Memory.putLong(list + TABLE + place, 0);
        }
        for (int i = 0; i < n; i++) {
            long block = blocks.get(start + i);
            Memory.putLong(list + (long) i * Long.BYTES, block);
            int entry = map.at(block);
            boolean shared = SlabLayout.isBlock(block, entry);
            Memory.putByte(list + CLASSES + i, (byte) (shared ? entry : 0));
            int before = enter(list, i, block);
            if (before < i) {
                throw BadArguments.twice(block, start + before, start + i);
            }
            if (!shared && !slow.owns(block)) {
                throw BadArguments.inBatch(start + i, slow.invalid("free", block));
            }
        }
    }

    /** Enters an address into the piece's table: its position, or an earlier one at which it stands too. */
    private static int enter(long list, int i, long block) {
        int place = (int) (block * SPREAD >>> SPREAD_SHIFT);
        for (; ; ) {
            long at = list + TABLE + place;
            int entered = Memory.getByte(at); // a position + 1
            if (entered == 0) {
                Memory.putByte(at, (byte) (i + 1));
                return i;
            }
            if (Memory.getLong(list + (entered - 1L) * Long.BYTES) == block) {
                return entered - 1;
            }
            place = place + 1 & PLACES - 1;
        }
    }

    /** What is listed, by runs of one class. */
    private void freePiece(long list, Blocks blocks, int start, int n) {
        int first = 0;
        while (first < n) {
            int sizeClass = Memory.getByte(list + CLASSES + first);
            int end = first + 1;
            while (sizeClass != 0 && end < n && Memory.getByte(list + CLASSES + end) == sizeClass) {
                end++;
            }
            long from = list + (long) first * Long.BYTES;
            if (sizeClass == 0) {
                freeLarge(Memory.getLong(from), start + first);
            } else {
                freeRun(sizeClass, from, end - first);
            }
            first = end;
            blocks.freed = start + first;
        }
    }

    private void freeLarge(long block, int position) {
        try {
            slow.freeLarge(block);
        } catch (InvalidAddressException e) { // another thread was first
            throw BadArguments.inBatch(position, e);
        }
    }

    /** Blocks of one class, from the last one on: the sequence takes the tail of what it is given. */
    private void freeRun(int sizeClass, long from, int n) {
        int left = n;
        while (left > 0) {
            long pushed = regions == 0 ? 0 : IndexCaches.pushBatch(regions, sizeClass, from, left);
            if (pushed > 0) {
                left -= (int) pushed;
            } else { // by a flush, which makes room for the next turn
                left--;
                slow.freeRefused(Memory.getLong(from + (long) left * Long.BYTES));
            }
        }
    }
}

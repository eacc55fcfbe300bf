package org.ccache.allocator;

import org.ccache.allocator.arena.SpanMap;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.cache.IndexCaches;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.sizeclass.SizeClasses;
import org.ccache.allocator.slab.SlabLayout;
import org.ccache.sync.StackHeadroom;

/**
 * Several blocks at once: from a magazine, and to it, up to {@value BlockList#APART} by one sequence.
 *
 * <p>The addresses stand in {@link Staging} on their way, since a sequence takes them from where no collector moves
 * them. Heap is taken before the first block is, and stack is looked for: nothing is thrown while blocks are neither
 * here nor there.
 */
final class Batches {
    private static final int PIECE = BlockList.APART;
    private static final int PLACES = 4 * PIECE; // of the table of a piece's addresses: bytes, a power of two
    private static final int TABLE = PIECE * Long.BYTES; // behind the addresses
    private static final int CLASSES = TABLE + PLACES; // a byte for each address, behind that; 0: shares no slab
    private static final int LIST = CLASSES + PIECE; // bytes: a multiple of 64

    /** 2^64 by the golden ratio: neighbours land apart. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private static final int SPREAD_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PLACES);

    private final CcacheAllocator allocator;
    private final SlowPaths slow;
    private final SpanMap map;
    private final long regions; // 0: not the ccaches, whose blocks go one by one
    private final Staging staging = new Staging(LIST);

    Batches(CcacheAllocator allocator, Caches caches, SlowPaths slow, SpanMap map) {
        this.allocator = allocator;
        this.slow = slow;
        this.map = map;
        this.regions = caches.regions();
    }

    /** All of them, or an error and none. */
    void allocate(long size, int n, BlockList out) {
        BadArguments.checkSize(size);
        out.check(n, true);
        if (n == 0) {
            return;
        }
        BlockList got = out.keeps() ? out : new BlockList.OfArray(new long[n], "got");
        StackHeadroom.checkSeveral();
        long list = regions != 0 && size <= SizeClasses.MAX_SHARED_SIZE ? staging.take() : 0;
        int done = 0;
        boolean complete = false;
        try {
            while (done < n) {
                int popped = list == 0 ? 0 : pop(SizeClasses.shared(size), list, got, done, Math.min(PIECE, n - done));
                if (popped == 0) { // by a refill, which brings some for the next turn
                    got.set(done, slow.allocate(size));
                    popped = 1;
                }
                done += popped;
            }
            for (int i = 0; got != out && i < n; i++) {
                out.set(i, got.get(i));
            }
            complete = true;
        } finally {
            if (list != 0) {
                staging.giveBack(list);
            }
            for (int i = 0; !complete && i < done; i++) {
                allocator.free(got.get(i));
            }
        }
    }

    /** Up to {@code n} blocks of a magazine to where {@code out} has place from {@code from} on: how many. */
    private int pop(int sizeClass, long list, BlockList out, int from, int n) {
        long popped = IndexCaches.popBatch(regions, sizeClass, list, n);
        for (int i = 0; i < popped; i++) {
            out.set(from + i, Memory.getLong(list + (long) i * Long.BYTES));
        }
        return (int) Math.max(0, popped);
    }

    /** All of them, or an error and none. */
    void free(BlockList blocks, int n) {
        blocks.check(n, false);
        if (n == 0) {
            return;
        }
        StackHeadroom.checkSeveral();
        long list = staging.take();
        if (list == 0) {
            BlockList.freeEach(allocator, blocks, n);
            return;
        }
        try {
            int common = 0;
            for (int start = 0; start < n; start += PIECE) {
                common = look(list, blocks, start, Math.min(PIECE, n - start), true);
            }
            for (int start = 0; start < n; start += PIECE) {
                int some = Math.min(PIECE, n - start);
                if (n > PIECE) { // else it stands there
                    common = look(list, blocks, start, some, false);
                }
                if (common != 0) {
                    freeRun(common, list, some, blocks, start);
                } else {
                    freePiece(list, blocks, start, some);
                }
            }
            blocks.end();
        } finally {
            staging.giveBack(list);
        }
    }

    /**
     * Lists a piece's addresses and their classes: the class that all are of, 0 if there is none.
     *
     * @param check whether each may be freed, and none stands there twice
     */
    private int look(long list, BlockList blocks, int start, int n, boolean check) {
        for (int place = 0; place < PLACES; place += Long.BYTES) {
            Memory.putLong(list + TABLE + place, 0);
        }
        int common = map.at(blocks.get(start));
        for (int i = 0; i < n; i++) {
            long block = blocks.get(start + i);
            Memory.putLong(list + (long) i * Long.BYTES, block);
            int entry = map.at(block);
            boolean shared = SlabLayout.isBlock(block, entry);
            Memory.putByte(list + CLASSES + i, (byte) (shared ? entry : 0));
            common = shared && entry == common ? common : 0;
            if (check) {
                check(list, i, block, shared, start);
            }
        }
        return common;
    }

    private void check(long list, int i, long block, boolean shared, int start) {
        int before = enter(list, i, block);
        if (before < i) {
            throw BadArguments.twice(block, start + before, start + i);
        }
        if (!shared && !slow.owns(block)) {
            throw BadArguments.inBatch(start + i, slow.invalid("free", block));
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
    private void freePiece(long list, BlockList blocks, int start, int n) {
        int first = 0;
        while (first < n) {
            int sizeClass = Memory.getByte(list + CLASSES + first);
            int end = first + 1;
            while (sizeClass != 0 && end < n && Memory.getByte(list + CLASSES + end) == sizeClass) {
                end++;
            }
            long from = list + (long) first * Long.BYTES;
            if (sizeClass == 0) {
                freeLarge(Memory.getLong(from), blocks, start + first);
            } else {
                freeRun(sizeClass, from, end - first, blocks, start + first);
            }
            first = end;
        }
    }

    private void freeLarge(long block, BlockList blocks, int position) {
        try {
            slow.freeLarge(block);
        } catch (InvalidAddressException e) {
            blocks.meanwhile(position, e);
        }
    }

    /** Blocks of one class, from the last one on: the sequence takes the tail of what it is given. */
    private void freeRun(int sizeClass, long from, int n, BlockList blocks, int position) {
        int left = n;
        while (left > 0) {
            long pushed = regions == 0 ? 0 : IndexCaches.pushBatch(regions, sizeClass, from, left);
            if (pushed > 0) {
                left -= (int) pushed;
            } else { // by a flush, which makes room for the next turn
                left--;
                freeRefused(Memory.getLong(from + (long) left * Long.BYTES), blocks, position + left);
            }
        }
    }

    private void freeRefused(long block, BlockList blocks, int position) {
        try {
            slow.freeRefused(block);
        } catch (InvalidAddressException e) {
            blocks.meanwhile(position, e);
        }
    }
}

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

    // In a place of the staging, behind a piece's addresses: bytes.
    private static final int SUSPECTS = PIECE * Long.BYTES; // as many addresses
    private static final int CLASSES = 2 * SUSPECTS; // a byte for each address; 0: shares no slab
    private static final int TABLE = CLASSES + PIECE;
    private static final int TABLE_BYTES = 1 << 10;
    private static final int PLACE_BYTES = TABLE + TABLE_BYTES; // a multiple of 64

    /** 2^64 by the golden ratio, odd, as its powers are: neighbours land apart. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private static final int SPREAD_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(TABLE_BYTES);

    private final CcacheAllocator allocator;
    private final SlowPaths slow;
    private final SpanMap map;
    private final long regions; // 0: not the ccaches, whose blocks go one by one
    private final Staging staging = new Staging(PLACE_BYTES);

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
        int popped = (int) Math.max(0, IndexCaches.popBatch(regions, sizeClass, list, n));
        out.setAll(from, popped, list);
        return popped;
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
     * Lists a piece's addresses: the class that all are of, or 0 if there is none, and then their classes too.
     *
     * @param check whether each may be freed, and none stands there twice
     */
    private int look(long list, BlockList blocks, int start, int n, boolean check) {
        blocks.getAll(start, n, list);
        int common = common(list, n);
        if (common == 0) {
            lookAtEach(list, start, n, check);
        }
        if (check && !inOrder(list, n) && !distinct(list, n)) {
            throw twice(list, start, n);
        }
        return common;
    }

    /** The class of slabs that all listed ones are blocks of, or 0. */
    private int common(long list, int n) {
        int common = map.at(listed(list, 0));
        boolean all = true;
        for (int i = 0; i < n; i++) {
            long block = listed(list, i);
            all &= map.at(block) == common && SlabLayout.isBlock(block, common);
        }
        return all ? common : 0;
    }

    private void lookAtEach(long list, int start, int n, boolean check) {
        for (int i = 0; i < n; i++) {
            long block = listed(list, i);
            int entry = map.at(block);
            boolean shared = SlabLayout.isBlock(block, entry);
            Memory.putByte(list + CLASSES + i, (byte) (shared ? entry : 0));
            if (check && !shared && !slow.owns(block)) {
                throw distinct(list, i)
                        ? BadArguments.inBatch(start + i, slow.invalid("free", block))
                        : twice(list, start, i); // the first one of all is named
            }
        }
    }

    /** Whether each lies behind the one before it, or each before it, as they often come from slabs. */
    private static boolean inOrder(long list, int n) {
        boolean up = true;
        boolean down = true;
        for (int i = 1; i < n; i++) {
            up &= listed(list, i) > listed(list, i - 1);
            down &= listed(list, i) < listed(list, i - 1);
        }
        return up || down;
    }

    private static long listed(long list, int i) {
        return Memory.getLong(list + (long) i * Long.BYTES);
    }

    /**
     * Whether no address is listed twice. In rounds: each address leaves its position at its place in a table that
     * needs no clearing, since only those places are read that were written in the round. Who finds another's position
     * there is a suspect: in the next round, with other places. Whoever finds their own was the last to write there, so
     * an equal one, that finds it too, is seen. Each round has a last one, so there are fewer each time: 64, then about
     * 2, then none.
     */
    private static boolean distinct(long list, int n) {
        long suspects = list;
        int count = n;
        long spread = SPREAD;
        while (count > 1) {
            for (int i = 0; i < count; i++) {
                Memory.putByte(list + TABLE + (listed(suspects, i) * spread >>> SPREAD_SHIFT), (byte) i);
            }
            int more = 0;
            for (int i = 0; i < count; i++) { // at least more: of suspects none is overwritten before it is read
                long block = listed(suspects, i);
                int last = Memory.getByte(list + TABLE + (block * spread >>> SPREAD_SHIFT));
                if (last != i && listed(suspects, last) == block) {
                    return false;
                }
                Memory.putLong(list + SUSPECTS + (long) more * Long.BYTES, block);
                more += last != i ? 1 : 0;
            }
            suspects = list + SUSPECTS;
            count = more;
            spread *= SPREAD;
        }
        return true;
    }

    /** Of the listed ones one stands there twice: which. */
    private static InvalidAddressException twice(long list, int start, int n) {
        int second = 1;
        int first = 0;
        while (second < n && listed(list, first) != listed(list, second)) {
            first++;
            if (first == second) {
                first = 0;
                second++;
            }
        }
        return BadArguments.twice(listed(list, second), start + first, start + second);
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
            if (sizeClass == 0) {
                freeLarge(listed(list, first), blocks, start + first);
            } else {
                freeRun(sizeClass, list + (long) first * Long.BYTES, end - first, blocks, start + first);
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
                freeRefused(listed(from, left), blocks, position + left);
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

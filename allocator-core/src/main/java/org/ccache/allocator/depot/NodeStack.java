package org.ccache.allocator.depot;

import java.util.function.LongConsumer;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.slab.Slabs;

/**
 * One node's part of a depot: a bounded stack of block addresses, off heap, and the slabs below it.
 *
 * <p>How much it keeps is bounded by what goes round: little at first, twice as much whenever a refill finds gone what
 * a flush has just sent to the slabs, if the {@linkplain DepotBudget budget} has it, and half as much after a round in
 * which not all of it was needed.
 *
 * <p>Last in, first out, so that warm blocks go round; the coldest, at the bottom, go back to their slabs. The words
 * above the top are private to the lock's owner, and so is each batch until it counts. Guarded by the class's lock.
 */
final class NodeStack {
    final Slabs slabs;

    private final long words;
    private final int capacity;
    private final int least;
    private final DepotBudget budget; // of what is above the least
    private final long blockBytes;
    private int bound; // most blocks to keep for now
    private boolean evicted; // since the last round: blocks that had to leave because of the bound
    private int count;
    private int lowWater; // fewest blocks since the last round: what lies below it was of no use
    private int highWater; // most blocks that were kept, or wanted, since the last round

    /**
     * An empty stack.
     *
     * @param words address of 8 bytes for each block
     * @param capacity most blocks ever to keep
     * @param least blocks that may be kept at any time
     * @param budget for those beyond
     */
    NodeStack(Slabs slabs, long words, int capacity, int least, DepotBudget budget) {
        this.slabs = slabs;
        this.words = words;
        this.capacity = capacity;
        this.least = least;
        this.budget = budget;
        this.blockBytes = slabs.blockBytes();
        this.bound = least;
    }

    int count() {
        return count;
    }

    /** Fills the stack from the slabs up to {@code n} blocks, if they have them: blocks at hand, at most {@code n}. */
    int fill(int n) {
        int wanted = Math.min(n, capacity);
        if (count < wanted) {
            if (evicted) { // what is wanted now had to leave a moment ago
                raise(Math.clamp(2L * bound, 1, capacity));
                evicted = false;
            }
            count += slabs.take(wanted - count, words + 8L * count);
        }
        return Math.min(n, count);
    }

    private void raise(int next) {
        if (budget.take((next - bound) * blockBytes)) {
            bound = next;
            highWater = next; // needed in this round
        }
    }

    private void lower(int next) {
        budget.give((bound - next) * blockBytes);
        bound = next;
    }

    boolean hasBlocks() {
        return count > 0 || slabs.hasFree();
    }

    /** Address of the lowest of the top {@code n} blocks; of 0: above the top. */
    long top(int n) {
        return words + 8L * (count - n);
    }

    /** The top {@code n} blocks were moved away. */
    void taken(int n) {
        count -= n;
        lowWater = Math.min(lowWater, count);
    }

    long take() {
        taken(1);
        return Memory.getLong(words + 8L * count);
    }

    /** Blocks that have to leave before {@code n} more fit: none, or at least half of what may be kept. */
    int excess(int n) {
        int most = Math.max(bound, n);
        if (count + n <= most) {
            return 0;
        }
        evicted = true;
        return Math.min(count, Math.max(count + n - most, most / 2));
    }

    /** Blocks above the bound, which a batch may have brought: they have to leave after it. */
    int over() {
        int over = Math.max(0, count - bound);
        highWater = Math.max(highWater, count - over);
        evicted |= over > 0;
        return over;
    }

    /** Whether there is nothing to maintain. */
    boolean untouched() {
        return count == 0 && bound == least && slabs.slabs() == 0;
    }

    /** {@code n} blocks were written above the top. */
    void added(int n) {
        count += n;
    }

    void add(long block) {
        Memory.putLong(words + 8L * count, block);
        count++;
    }

    /** Sends the {@code n} coldest to their slabs: the slabs that ran empty, as {@link Slabs#put}. */
    int evict(int n) {
        int empty = slabs.put(n, words);
        Memory.copy(words + 8L * n, words, 8L * (count - n));
        taken(n);
        return empty;
    }

    /** Sends all to their slabs, likewise, and what was allowed beyond the least back to the budget. */
    int evictAll() {
        lower(least);
        evicted = false; // nobody was short of room
        return evict(count);
    }

    /**
     * A round of maintenance: half of the blocks that nobody has needed since the last one are to be evicted, and the
     * bound follows them down.
     */
    int idle() {
        int idle = lowWater + 1 >> 1;
        if (idle > 0 || 2 * highWater <= bound) {
            lower(Math.max(least, bound / 2));
        }
        evicted = false;
        lowWater = count - idle;
        highWater = lowWater;
        return idle;
    }

    void forEach(LongConsumer action) {
        for (int i = 0; i < count; i++) {
            action.accept(Memory.getLong(words + 8L * i));
        }
    }
}

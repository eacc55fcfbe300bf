package org.ccache.allocator.depot;

import java.util.function.LongConsumer;
import org.ccache.allocator.memory.Memory;
import org.ccache.allocator.slab.Slabs;

/**
 * One node's part of a depot: a bounded stack of block addresses, off heap, and the slabs below it.
 *
 * <p>Last in, first out, so that warm blocks go round; the coldest, at the bottom, go back to their slabs. The words above
 * the top are private to the lock's owner, and so is each batch until it counts. Guarded by the class's lock.
 */
final class NodeStack {
    final Slabs slabs;

    private final long words;
    private final int capacity;
    private int count;
    private int lowWater; // fewest blocks since the last decay: what lies below it was of no use

    /**
     * An empty stack.
     *
     * @param words address of 8 bytes for each block
     * @param capacity most blocks to keep
     */
    NodeStack(Slabs slabs, long words, int capacity) {
        this.slabs = slabs;
        this.words = words;
        this.capacity = capacity;
    }

    int count() {
        return count;
    }

    /** Fills the stack from the slabs up to {@code n} blocks, if they have them: blocks at hand, at most {@code n}. */
    int fill(int n) {
        int wanted = Math.min(n, capacity);
        if (count < wanted) {
            count += slabs.take(wanted - count, words + 8L * count);
        }
        return Math.min(n, count);
    }

    boolean hasBlocks() {
        return count > 0 || slabs.hasFree();
    }

    long top(int n) {
        return words + 8L * (count - n);
    }

    void taken(int n) {
        count -= n;
        lowWater = Math.min(lowWater, count);
    }

    long take() {
        taken(1);
        return Memory.getLong(words + 8L * count);
    }

    /** Blocks that have to leave before {@code n} more fit: none, or at least half of the stack. */
    int excess(int n) {
        return count + n <= capacity ? 0 : Math.min(count, Math.max(count + n - capacity, capacity / 2));
    }

    void put(int n) {
        count += n;
    }

    void putOne(long block) {
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

    /** Half of the blocks that nobody has needed since the last call: to be evicted, and a new count begins. */
    int idle() {
        int idle = lowWater + 1 >> 1;
        lowWater = count - idle;
        return idle;
    }

    void forEach(LongConsumer action) {
        for (int i = 0; i < count; i++) {
            action.accept(Memory.getLong(words + 8L * i));
        }
    }
}

package org.ccache.bench.research.freelist;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** A list for each index behind a lock: the index is a hint, the lock makes it right. */
public final class LockedFreelist implements Freelist {
    private static final int SPACING = 16; // objects and longs between two indexes' ones: no line is shared

    private final Nodes nodes;
    private final IntSupplier index;
    private final ReentrantLock[] locks;
    private final long[] heads;

    public LockedFreelist(Nodes nodes, int indexes, IntSupplier index) {
        this.nodes = nodes;
        this.index = index;
        this.locks = Stream.generate(ReentrantLock::new)
                .limit((long) indexes * SPACING)
                .toArray(ReentrantLock[]::new);
        this.heads = new long[indexes * SPACING];
    }

    @Override
    public void push(long node) {
        int slot = index.getAsInt() * SPACING;
        locks[slot].lock();
        try {
            nodes.link(node, heads[slot]);
            heads[slot] = node;
        } finally {
            locks[slot].unlock();
        }
    }

    @Override
    public long pop() {
        int slot = index.getAsInt() * SPACING;
        locks[slot].lock();
        try {
            long node = heads[slot];
            if (node != 0) {
                heads[slot] = nodes.link(node);
            }
            return node;
        } finally {
            locks[slot].unlock();
        }
    }

    @Override
    public void pairs(LongSupplier fresh, int count) {
        for (int i = 0; i < count; i++) {
            long node = pop();
            push(node == 0 ? fresh.getAsLong() : node);
        }
    }
}

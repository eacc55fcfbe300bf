package org.ccache.bench.research.freelist;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The stack of R. K. Treiber (IBM RJ 5118, 1986): pop reads the head and its link and swaps the one for the other, if
 * the head is still what it was. That it <em>is</em> what it was does not say that it <em>was</em> so all the time: the
 * ABA problem. With a tag, the head's upper 16 bits count the pushes and the swap fails; until 65,536 pushes fall
 * between.
 *
 * <p>One head for each index, on a line of its own; the index is a hint, for a swap is right on any head.
 */
public final class CasFreelist implements Freelist {
    private static final int SPACING = 16; // longs: two lines
    private static final int TAG_SHIFT = 48;
    private static final long ADDRESS = (1L << TAG_SHIFT) - 1;

    private final Nodes nodes;
    private final boolean tagged;
    private final IntSupplier index;
    private final AtomicLongArray heads;
    private final Runnable window;

    /**
     * An empty one.
     *
     * @param index of the caller's head, below {@code indexes}
     * @param window run between reading head and link and the swap; null for none
     */
    public CasFreelist(Nodes nodes, boolean tagged, int indexes, IntSupplier index, Runnable window) {
        this.nodes = nodes;
        this.tagged = tagged;
        this.index = index;
        this.heads = new AtomicLongArray((indexes + 1) * SPACING);
        this.window = window;
    }

    private int slot() {
        return (index.getAsInt() + 1) * SPACING;
    }

    @Override
    public void push(long node) {
        int slot = slot();
        while (true) {
            long head = heads.get(slot);
            nodes.link(node, head & ADDRESS);
            long tag = tagged ? (head >>> TAG_SHIFT) + 1 << TAG_SHIFT : 0;
            if (heads.compareAndSet(slot, head, tag | node)) {
                return;
            }
        }
    }

    @Override
    public long pop() {
        int slot = slot();
        while (true) {
            long head = heads.get(slot);
            long node = head & ADDRESS;
            if (node == 0) {
                return 0;
            }
            long next = nodes.link(node);
            if (window != null) {
                window.run();
            }
            if (heads.compareAndSet(slot, head, head & ~ADDRESS | next)) {
                return node;
            }
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

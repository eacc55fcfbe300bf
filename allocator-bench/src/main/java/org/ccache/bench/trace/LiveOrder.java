package org.ccache.bench.trace;

/**
 * Live blocks in order of acquisition, with rank and selection in logarithmic time: a Fenwick tree over block numbers
 * that holds 1 for a live block and 0 for another.
 */
final class LiveOrder {
    private final int[] tree; // tree[i]: live blocks among the numbers i - lowestBit(i) to i - 1
    private final int highestBit;
    private int live;

    LiveOrder(int blocks) {
        tree = new int[blocks + 1];
        highestBit = Integer.highestOneBit(blocks);
    }

    int live() {
        return live;
    }

    void add(int block) {
        update(block, 1);
    }

    void remove(int block) {
        update(block, -1);
    }

    private void update(int block, int by) {
        live += by;
        for (int i = block + 1; i < tree.length; i += i & -i) {
            tree[i] += by;
        }
    }

    /** Number of live blocks acquired after a live block. */
    int age(int block) {
        int upTo = 0;
        for (int i = block + 1; i > 0; i -= i & -i) {
            upTo += tree[i];
        }
        return live - upTo;
    }

    /** The live block of an age, which must be in 0 to {@code live() - 1}. */
    int ofAge(int age) {
        int rest = live - age; // the block is the rest-th live one, counted from 1
        int at = 0;
        for (int step = highestBit; step > 0; step >>= 1) {
            int next = at + step;
            if (next < tree.length && tree[next] < rest) {
                at = next;
                rest -= tree[next];
            }
        }
        return at;
    }
}

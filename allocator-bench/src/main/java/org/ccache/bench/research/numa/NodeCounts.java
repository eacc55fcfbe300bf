package org.ccache.bench.research.numa;

import java.util.stream.IntStream;

/**
 * How many blocks each index handed out, by the node that the thread ran on and the node that the block stands on. One
 * thread's, and added up when it has ended.
 */
final class NodeCounts {
    private final int indexes;
    private final int nodes;
    private final long[][][] counts; // [index][node of the thread][node of the block]
    private long moved;
    private long absent;

    NodeCounts(int indexes, int nodes) {
        this.indexes = indexes;
        this.nodes = nodes;
        this.counts = new long[indexes][nodes][nodes];
    }

    /** A block whose node is known. */
    void count(int index, int ranOn, int standsOn) {
        counts[index][ranOn][standsOn]++;
    }

    /** A block that cannot be attributed: the thread changed its index or node meanwhile. */
    void countMoved() {
        moved++;
    }

    /** A block whose memory was given back before it was looked at. */
    void countAbsent() {
        absent++;
    }

    void add(NodeCounts other) {
        for (int i = 0; i < indexes; i++) {
            for (int ran = 0; ran < nodes; ran++) {
                for (int stands = 0; stands < nodes; stands++) {
                    counts[i][ran][stands] += other.counts[i][ran][stands];
                }
            }
        }
        moved += other.moved;
        absent += other.absent;
    }

    int nodes() {
        return nodes;
    }

    /** Indexes that handed out a block. */
    int[] used() {
        return IntStream.range(0, indexes).filter(i -> total(i) > 0).toArray();
    }

    long ranOn(int index, int node) {
        return sum(index, node, -1);
    }

    long standsOn(int index, int node) {
        return sum(index, -1, node);
    }

    long total(int index) {
        return sum(index, -1, -1);
    }

    /** Blocks that stand on the node of the thread that they were handed to. */
    long local(int index) {
        return IntStream.range(0, nodes).mapToLong(n -> counts[index][n][n]).sum();
    }

    long total() {
        return IntStream.range(0, indexes).mapToLong(this::total).sum();
    }

    long local() {
        return IntStream.range(0, indexes).mapToLong(this::local).sum();
    }

    long moved() {
        return moved;
    }

    long absent() {
        return absent;
    }

    /** Indexes that were seen on more than one node. */
    long straddling() {
        return IntStream.range(0, indexes)
                .filter(i ->
                        IntStream.range(0, nodes).filter(n -> ranOn(i, n) > 0).count() > 1)
                .count();
    }

    /** Of an index; a negative node stands for all. */
    private long sum(int index, int ranOn, int standsOn) {
        long sum = 0;
        for (int ran = 0; ran < nodes; ran++) {
            for (int stands = 0; stands < nodes; stands++) {
                if ((ranOn < 0 || ran == ranOn) && (standsOn < 0 || stands == standsOn)) {
                    sum += counts[index][ran][stands];
                }
            }
        }
        return sum;
    }
}

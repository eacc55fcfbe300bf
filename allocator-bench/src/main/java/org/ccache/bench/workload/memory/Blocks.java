package org.ccache.bench.workload.memory;

import org.ccache.bench.machine.Touch;
import org.ccache.bench.peer.Peer;

/**
 * Slots that hold a block or none, with what was asked for. Touches each block so that its memory is really there: the
 * first byte, one of each page, the last. On the Java heap, which is fixed and touched before: counts in no figure.
 *
 * <p>Not thread-safe: a thread has its own.
 */
final class Blocks {
    private final Peer peer;
    private final long[] addresses;
    private final int[] sizes;
    private long requested;
    private long operations;

    Blocks(Peer peer, int slots) {
        this.peer = peer;
        this.addresses = new long[slots];
        this.sizes = new int[slots];
    }

    int slots() {
        return addresses.length;
    }

    /** Sum of the sizes asked for of the blocks held. */
    long requested() {
        return requested;
    }

    /** Allocations and frees so far. */
    long operations() {
        return operations;
    }

    /** Puts a new block of at least one byte into a slot, and frees the block that was there. */
    void replace(int slot, int size) {
        free(slot);
        hold(slot, peer.allocate(size), size);
    }

    private void hold(int slot, long address, int size) {
        Touch.pages(address, size);
        addresses[slot] = address;
        sizes[slot] = size;
        requested += size;
        operations++;
    }

    /** Frees the block in a slot, if there is one. */
    void free(int slot) {
        if (sizes[slot] != 0) {
            peer.free(addresses[slot]);
            requested -= sizes[slot];
            sizes[slot] = 0;
            operations++;
        }
    }

    void freeAll() {
        freeRange(0, slots());
    }

    void freeRange(int from, int to) {
        for (int slot = from; slot < to; slot++) {
            free(slot);
        }
    }
}

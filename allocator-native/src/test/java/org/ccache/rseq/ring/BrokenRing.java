package org.ccache.rseq.ring;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The ring without synchronisation, wrong on purpose: head read, item written, head committed, and anybody may come
 * in between. The words are volatile, so that nothing but the interleaving is to blame. Big enough never to wrap
 * around.
 */
final class BrokenRing {
    private final AtomicLongArray items;
    private final AtomicLong head = new AtomicLong();

    BrokenRing(int capacity) {
        items = new AtomicLongArray(capacity);
    }

    void offer(long item) {
        offer(item, () -> {});
    }

    /** @param preempted runs where the producer loses its processor: the item is written, the head not yet committed */
    void offer(long item, Runnable preempted) {
        long position = head.get();
        items.set((int) position, item);
        preempted.run();
        head.set(position + 1);
    }

    /** The items that a consumer would find. */
    long[] items() {
        long[] found = new long[(int) head.get()];
        for (int i = 0; i < found.length; i++) {
            found[i] = items.get(i);
        }
        return found;
    }
}

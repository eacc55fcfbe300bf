package org.ccache.rseq.space;

import org.ccache.sync.ShortLock;

/**
 * A lock of per-CPU memory: of a region, for one operation where there are no sequences, or of a whole memory or the
 * reading of rings, then held over user code too. Left by a store, as its superclass. Padded, so that the words of two
 * locks share no line, nor the one that is fetched along with it, wherever the collector puts them.
 *
 * <p><b>Why no monitor.</b> It is left without a call too, but it has a queue, and wakes the first in it. If that is a
 * virtual thread that finds no carrier, since others spin or are pinned on all of them, those behind it sleep on beside
 * a free monitor: seen with JDK 25, for a platform thread for ever. Here nobody waits for a waiter.
 */
public final class RegionLock extends ShortLock {
    // Behind the inherited word, since a superclass's fields come first.
    long p00;
    long p01;
    long p02;
    long p03;
    long p04;
    long p05;
    long p06;
    long p07;
    long p08;
    long p09;
    long p10;
    long p11;
    long p12;
    long p13;
    long p14;
    long p15;

    /** Takes the lock, however long that may be; with nothing held, as a virtual thread may leave its carrier. */
    public void await() {
        for (int attempt = 0; !tryLock(); attempt++) {
            rest(attempt);
        }
    }

    /** See the superclass; for this package's own loops. */
    static void pause(int attempt) {
        rest(attempt);
    }
}

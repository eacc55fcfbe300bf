package org.ccache.rseq.space;

/** Work on regions that are stopped: see {@link Space#exclusively}. */
public interface StoppedWork {
    /**
     * Does it, on the regions from the first index up to the second one. May throw anything: the regions are started
     * again then as else, and what it has done so far is its own affair.
     */
    void run(int from, int to);
}

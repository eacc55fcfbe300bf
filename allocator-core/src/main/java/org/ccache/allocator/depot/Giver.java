package org.ccache.allocator.depot;

/** Gives blocks to a depot: a cache, out of its magazine of the depot's class. */
public interface Giver {
    /**
     * Writes the addresses of at most {@code n} blocks from {@code to} on, and has them no more.
     *
     * <p>Called with the depot's lock held. Only what is returned is counted as the depot's: who has parted with a
     * block and then throws has lost it. So it takes no heap, and no more stack than whoever took the lock has looked
     * for ({@link Depot#lock}).
     *
     * @return how many it has given; 0 for none
     */
    int give(int sizeClass, long to, int n);
}

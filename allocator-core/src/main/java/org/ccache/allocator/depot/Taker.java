package org.ccache.allocator.depot;

/** Takes blocks out of a depot: a cache, for its magazine of the depot's class. */
public interface Taker {
    /**
     * Takes the last ones of the {@code n} addresses that stand from {@code from} on: all, or as many as it has room
     * for.
     *
     * <p>Called with the depot's lock held. What is returned is counted as gone: who has taken a block and then throws
     * has it in two places. So it takes no heap, and no more stack than whoever took the lock has looked for
     * ({@link Depot#lock}).
     *
     * @return how many it has taken; 0 for none
     */
    int take(int sizeClass, long from, int n);
}

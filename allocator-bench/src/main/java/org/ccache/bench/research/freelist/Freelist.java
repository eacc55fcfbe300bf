package org.ccache.bench.research.freelist;

import java.util.function.LongSupplier;

/**
 * A last-in-first-out list of free nodes, linked through their first words. Thread-safe as far as it is right at all.
 */
public interface Freelist extends AutoCloseable {

    /** Puts a node in. */
    void push(long node);

    /** Takes a node: its address, or 0 if there is none where the caller looked. */
    long pop();

    /**
     * Pops and pushes a node, time and again. Each class has this loop of its own, so that none shapes how another one
     * is compiled.
     *
     * @param fresh gives a node that is in no list, for a caller that finds nothing on its index
     */
    void pairs(LongSupplier fresh, int count);

    /** How often a sequence of it was aborted. */
    default long aborts() {
        return 0;
    }

    @Override
    default void close() {}
}

package org.ccache.allocator.cache;

/**
 * Called at the end of a slow path, with no lock held and nothing half done: where maintenance is done in steps by
 * those who come along, this is where. Must be cheap when nothing is due, and must not throw.
 */
@FunctionalInterface
public interface Pace {
    void step();
}

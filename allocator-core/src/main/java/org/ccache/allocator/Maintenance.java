package org.ccache.allocator;

/**
 * Who does an allocator's maintenance: draining what idles, sending cold blocks down the tiers, purging pages by age.
 * Correctness never depends on it; what is kept after a peak, and for how long, does.
 */
public enum Maintenance {
    /** A daemon thread of the allocator's own, four rounds a second. The default. */
    THREAD,

    /**
     * The application, by {@link CcacheAllocator#maintain()}, for example in the duty cycle of an Agrona agent; nothing
     * is done between its calls.
     */
    CALLER,

    /**
     * Nobody in particular: calls that take a slow path do a bounded step when one is due. A process that stops
     * allocating and freeing then keeps what it has until it calls {@link CcacheAllocator#maintain()} or
     * {@link CcacheAllocator#trim()}.
     */
    STEPS
}

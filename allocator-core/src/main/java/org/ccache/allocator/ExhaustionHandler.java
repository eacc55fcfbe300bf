package org.ccache.allocator;

/**
 * Asked when memory is exhausted and everything cached has been given back in vain: may free blocks, raise a limit or
 * shed load before the request fails.
 *
 * <p>Called by the thread that asked for memory, with no lock held; it may use the allocator. Several threads may be in
 * it at once. What it throws goes to the caller of {@code allocate}.
 */
@FunctionalInterface
public interface ExhaustionHandler {
    /** Lets every request fail. */
    ExhaustionHandler FAIL = new ExhaustionHandler() {
        @Override
        public boolean exhausted(Exhaustion exhaustion) {
            return false;
        }
    };

    /**
     * One request that cannot be served.
     *
     * @param size bytes asked for
     * @param limit the limit that stands in the way, in bytes
     * @param used bytes that count against that limit now
     * @param scope name of the scope whose limit it is; empty: the allocator's own limit or range
     * @param attempt how often this request has asked already, from 1
     */
    record Exhaustion(long size, long limit, long used, String scope, int attempt) {
        /** Written out: the compiler's own is linked at its first call, wherever that is. */
        @Override
        public String toString() {
            return "Exhaustion[size=" + size
                    + ", limit=" + limit
                    + ", used=" + used
                    + ", scope=" + scope
                    + ", attempt=" + attempt + "]";
        }
    }

    /**
     * {@return true: try again, for memory may be there now; false: fail with an {@link OutOfMemoryError}}
     *
     * @param exhaustion the request, and what stands in its way
     */
    boolean exhausted(Exhaustion exhaustion);
}

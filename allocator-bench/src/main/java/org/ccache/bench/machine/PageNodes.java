package org.ccache.bench.machine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * On which NUMA node the memory behind addresses of this process stands, by {@code move_pages(2)} that moves nothing.
 *
 * <p>For one thread at a time.
 */
public final class PageNodes implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final int capacity;
    private final MemorySegment pages;
    private final MemorySegment nodes;

    /** For up to {@code capacity} addresses at once. */
    public PageNodes(int capacity) {
        this.capacity = capacity;
        this.pages = arena.allocate(ValueLayout.JAVA_LONG, capacity);
        this.nodes = arena.allocate(ValueLayout.JAVA_INT, capacity);
    }

    /**
     * The nodes of the first {@code count} addresses; negative where there is no memory, since it was never touched or
     * was given back.
     *
     * @throws IOException if the kernel refuses, as in containers that filter the call
     */
    public int[] of(long[] addresses, int count) throws IOException {
        if (count > capacity) {
            throw new IllegalArgumentException(count + " addresses, room is for " + capacity);
        }
        MemorySegment.copy(addresses, 0, pages, ValueLayout.JAVA_LONG, 0, count);
        // No list of nodes to move to: the kernel tells where the pages are.
        SystemCall.MOVE_PAGES.make(0, count, pages.address(), 0, nodes.address(), 0);
        return nodes.asSlice(0, (long) count * Integer.BYTES).toArray(ValueLayout.JAVA_INT);
    }

    @Override
    public void close() {
        arena.close();
    }
}

package org.ccache.bench.research.fill;

import org.ccache.allocator.FrontEnd;

/**
 * What a filling process is told.
 *
 * @param bytes of each thread and size
 * @param idleMillis between the second look and the third: two seconds are enough for the maintenance to find caches idle
 */
public record FillSettings(FrontEnd frontEnd, Shape shape, int threads, long bytes, int idleMillis) {}

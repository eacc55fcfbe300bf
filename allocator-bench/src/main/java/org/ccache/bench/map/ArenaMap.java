package org.ccache.bench.map;

import java.util.List;

/**
 * What stands where in an arena at one moment.
 *
 * @param base address of the first unit, a multiple of 2 MiB
 * @param unitBytes spans begin and end at multiples of it
 * @param spans in order of address, without gaps
 */
public record ArenaMap(long base, long unitBytes, List<Span> spans) {

    /** What a span is. */
    public enum Kind {
        SLAB,
        LARGE,
        FREE
    }

    /**
     * One span.
     *
     * @param sizeClass of a slab; else 0
     * @param blockSize bytes of a slab's blocks; else 0
     * @param blocks a slab's blocks
     * @param freeBlocks those of them that are not out
     * @param dirtyBytes of a free span: bytes that may still hold memory
     */
    public record Span(
            long address,
            long bytes,
            Kind kind,
            int sizeClass,
            int blockSize,
            int blocks,
            int freeBlocks,
            long dirtyBytes) {

        /** Share of a slab's blocks that are out, 0 to 1. */
        double fullness() {
            return blocks == 0 ? 0 : (double) (blocks - freeBlocks) / blocks;
        }
    }

    /** Keeps its own list. */
    public ArenaMap {
        if (unitBytes <= 0) {
            throw new IllegalArgumentException("a unit has at least one byte: " + unitBytes);
        }
        spans = List.copyOf(spans);
    }
}

package org.ccache.allocator;

import java.util.List;

/**
 * What stands where in an allocator's arenas at one moment, for pictures and for finding out what keeps memory.
 *
 * @param base address of the first unit; a multiple of 2 MiB
 * @param unitBytes bytes of a unit: spans begin and end at multiples of it
 * @param spans from the lowest address to the frontier, without gaps within a node's arena
 */
public record ArenaMap(long base, long unitBytes, List<Span> spans) {

    /** What a span is. */
    public enum Kind {
        /** Blocks of one size class. */
        SLAB,
        /** One large block. */
        LARGE,
        /** Nothing: it may be handed out as either. */
        FREE
    }

    /**
     * One span.
     *
     * @param address of its first byte
     * @param bytes its length
     * @param kind what it is
     * @param sizeClass of a slab; else 0
     * @param blockSize bytes of a slab's blocks; else 0
     * @param blocks a slab's blocks; 1 for a large block; else 0
     * @param freeBlocks a slab's blocks that are slab-free: in no cache, in no depot and not live
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
        /** Written out: the compiler's own is linked at its first call, wherever that is. */
        @Override
        public String toString() {
            return "Span[address=" + address
                    + ", bytes=" + bytes
                    + ", kind=" + kind
                    + ", sizeClass=" + sizeClass
                    + ", blockSize=" + blockSize
                    + ", blocks=" + blocks
                    + ", freeBlocks=" + freeBlocks
                    + ", dirtyBytes=" + dirtyBytes + "]";
        }
    }

    /** Keeps its own list. */
    public ArenaMap {
        spans = List.copyOf(spans);
    }

    /** Written out: the compiler's own is linked at its first call, wherever that is. */
    @Override
    public String toString() {
        return "ArenaMap[base=" + base + ", unitBytes=" + unitBytes + ", spans=" + spans + "]";
    }
}

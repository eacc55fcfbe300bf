package org.ccache.allocator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;

/** What the arenas of an allocator share: how their segments begin. */
abstract class CarvingArena implements Arena {
    private final boolean zeroed;

    CarvingArena(boolean zeroed) {
        this.zeroed = zeroed;
    }

    /** A segment of good arguments. */
    abstract MemorySegment allocate(long size, long alignment, boolean zero);

    @Override
    public final MemorySegment allocate(long byteSize, long byteAlignment) {
        BadArguments.checkSegment(byteSize, byteAlignment);
        return allocate(byteSize, byteAlignment, zeroed);
    }

    // What is written as a whole is not zeroed before, as the JDK's own arenas do it. All other ways to fill a segment
    // from an array come to the second, and of a single value there is nothing to gain.

    @Override
    public final MemorySegment allocateFrom(String str, Charset charset) {
        return new Unzeroed(this).allocateFrom(str, charset);
    }

    @Override
    public final MemorySegment allocateFrom(
            ValueLayout elementLayout,
            MemorySegment source,
            ValueLayout sourceElementLayout,
            long sourceOffset,
            long elementCount) {
        return new Unzeroed(this).allocateFrom(elementLayout, source, sourceElementLayout, sourceOffset, elementCount);
    }

    /** The same arena, for the JDK's code that writes all that it asks for. */
    private record Unzeroed(CarvingArena arena) implements SegmentAllocator {
        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            BadArguments.checkSegment(byteSize, byteAlignment);
            return arena.allocate(byteSize, byteAlignment, false);
        }
    }
}

package org.ccache.allocator.resources;

import static org.ccache.allocator.resources.ProcessFigures.say;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.agrona.AgronaViews;
import org.ccache.allocator.agrona.BlockBuffer;

/** Wraps a block in a buffer of Agrona's, or says what that takes. */
final class AgronaProgram {
    private AgronaProgram() {}

    public static void main(String[] arguments) {
        say("agrona", MutableDirectBuffer.class.getModule().getName());
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            long block = allocator.allocate(100);
            try {
                MutableDirectBuffer view = AgronaViews.wrap(allocator, block, new UnsafeBuffer(0L, 0));
                view.putLong(0, 42);
                say("wrapped", view.getLong(0) == 42);
            } catch (IllegalStateException e) {
                say("hint", e.getMessage());
            }
            BlockBuffer own = AgronaViews.wrap(allocator, block, new BlockBuffer());
            own.putLong(8, 43);
            say("own", own.getLong(8));
        }
    }
}

package org.ccache.allocator.resources;

import static org.ccache.allocator.resources.ProcessFigures.say;

import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.agrona.AgronaViews;

/** Wraps a block in a buffer of Agrona's, or says what it takes. */
final class AgronaProgram {
    private AgronaProgram() {}

    public static void main(String[] arguments) {
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            long block = allocator.allocate(100);
            MutableDirectBuffer buffer = new ExpandableArrayBuffer();
            say("agrona", buffer.getClass().getModule().getName());
            try {
                AgronaViews.wrap(allocator, block, buffer);
                say("wrapped", true);
            } catch (IllegalStateException e) {
                say("hint", e.getMessage());
            } catch (UnsupportedOperationException e) {
                say("wrapped", e); // this one cannot, but the flags are there
            }
        }
    }
}

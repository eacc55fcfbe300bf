package org.ccache.allocator.resources;

import static org.ccache.allocator.resources.ProcessFigures.say;

import java.lang.reflect.Proxy;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.agrona.AgronaViews;

/** Wraps a block in a buffer of Agrona's, or says what that takes. */
final class AgronaProgram {
    private AgronaProgram() {}

    public static void main(String[] arguments) {
        say("agrona", MutableDirectBuffer.class.getModule().getName());
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            long block = allocator.allocate(100);
            try {
                AgronaViews.wrap(allocator, block, buffer());
                say("wrapped", true);
            } catch (IllegalStateException e) {
                say("hint", e.getMessage());
            }
        }
    }

    /** Agrona's own, or, since that does not load without the flags, a user's that would use it. */
    private static MutableDirectBuffer buffer() {
        try {
            return new UnsafeBuffer(new byte[0]);
        } catch (IllegalAccessError e) {
            return (MutableDirectBuffer) Proxy.newProxyInstance(
                    MutableDirectBuffer.class.getClassLoader(),
                    new Class<?>[] {MutableDirectBuffer.class},
                    (proxy, method, values) -> null);
        }
    }
}

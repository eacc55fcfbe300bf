package org.ccache.allocator.agrona;

import org.ccache.allocator.CcacheAllocator;

/** Writes behind a view, within the block: by the switch that its JVM was started with. */
final class UncheckedProgram {
    private UncheckedProgram() {}

    public static void main(String[] arguments) {
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            BlockBuffer buffer = new BlockBuffer(allocator.allocate(100), 8);
            try {
                buffer.putLong(40, 42);
                System.out.println("beyond=" + buffer.getLong(40));
            } catch (IndexOutOfBoundsException e) {
                System.out.println("beyond=refused");
            }
        }
    }
}

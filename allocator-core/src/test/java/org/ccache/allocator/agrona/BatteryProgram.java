package org.ccache.allocator.agrona;

import org.ccache.allocator.CcacheAllocator;

/** The battery on our buffer, in a JVM without flags: a line {@code name=value} for the test, for each seed. */
final class BatteryProgram {
    private BatteryProgram() {}

    public static void main(String[] arguments) {
        int seeds = Integer.parseInt(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        System.out.println(
                "open=" + Object.class.getModule().isExported("jdk.internal.misc", BlockBuffer.class.getModule()));
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            BlockBuffer buffer = block(allocator);
            BlockBuffer other = block(allocator);
            for (int seed = 0; seed < seeds; seed++) {
                System.out.println(seed + "="
                        + BufferBattery.run(buffer, other, BufferBattery.calls(seed, count))
                                .hashCode());
            }
        }
    }

    private static BlockBuffer block(CcacheAllocator allocator) {
        long block = allocator.allocate(BufferCall.CAPACITY);
        return AgronaViews.wrap(allocator, block, BufferCall.CAPACITY, new BlockBuffer());
    }
}

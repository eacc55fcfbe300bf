package org.ccache.allocator.resources;

import static org.ccache.allocator.resources.ProcessFigures.say;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.Maintenance;

/** Many allocators open at once, with the defaults but for one: their threads would be the test. Argument: count. */
final class ManyProgram {
    private static final int WITH_THREADS = 100; // the first ones

    private ManyProgram() {}

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        List<CcacheAllocator> open = new ArrayList<>();
        long[] blocks = new long[count];
        try {
            for (int i = 0; i < count; i++) {
                CcacheAllocator allocator = i < WITH_THREADS
                        ? CcacheAllocator.create()
                        : CcacheAllocator.builder()
                                .maintenance(Maintenance.CALLER)
                                .build();
                open.add(allocator);
                blocks[i] = allocator.allocate(1000);
                allocator.segment(blocks[i]).fill((byte) i);
                long large = allocator.allocate(100_000);
                allocator.segment(large).fill((byte) i);
                allocator.free(large);
            }
        } catch (Throwable t) {
            System.out.println("beside " + open.size() + " open ones: " + t);
        }
        say("open", open.size());
        say("size", ProcessFigures.bytes("VmSize"));
        say("mappings", ProcessFigures.mappings());
        Thread thread = Thread.ofPlatform().start(() -> say("thread", "started"));
        thread.join();
        byte[][] heap = new byte[200][];
        for (int i = 0; i < heap.length; i++) {
            heap[i] = new byte[1 << 20];
        }
        say("heap", heap.length);
        say("direct", ByteBuffer.allocateDirect(64 << 20).capacity());
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).segment(blocks[i]).get(ValueLayout.JAVA_BYTE, 999) != (byte) i) {
                throw new AssertionError("the block of " + i + " has changed");
            }
            open.get(i).close();
        }
        System.exit(open.size() == count ? 0 : 1);
    }
}

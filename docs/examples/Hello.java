// The first block: allocate it, write and read it through a bounded view, make it larger, give it back.
//
//   java --enable-native-access=ALL-UNNAMED -cp "$CCACHE" docs/examples/Hello.java

import java.lang.foreign.MemorySegment;
import org.ccache.allocator.CcacheAllocator;

public final class Hello {
    public static void main(String[] arguments) {
        try (CcacheAllocator allocator = CcacheAllocator.create()) {
            long block = allocator.allocate(400); // an address, a multiple of 16; not zeroed
            MemorySegment view = allocator.segment(block, 400); // of the size asked for: beyond it is refused
            view.setString(0, "hello from outside the heap");
            block = allocator.reallocate(block, 4000); // it may have moved: the old address and view are void
            System.out.println(allocator.segment(block, 4000).getString(0));
            allocator.free(block); // by any thread
            System.out.println(allocator.stats().liveBytes() + " bytes are live");
        }
    }
}

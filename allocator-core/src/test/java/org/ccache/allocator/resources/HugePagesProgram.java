package org.ccache.allocator.resources;

import static org.ccache.allocator.resources.ProcessFigures.say;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.ccache.allocator.AllocatorStats;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.HugePages;
import org.ccache.allocator.Maintenance;

/**
 * Frees most of a large working set, page by page, and looks whether the kernel fills the holes again: by itself in its
 * own time, and at once where it is asked to. Argument: seconds to watch.
 */
final class HugePagesProgram {
    private static final long MIB = 1 << 20;
    private static final long HUGE = 2 * MIB;
    private static final int BLOCK = 4096;
    private static final int COUNT = (int) (96 * MIB / BLOCK);
    private static final int KEPT = 33; // one in so many
    private static final int COLLAPSE = 25; // madvise, since Linux 6.1

    private HugePagesProgram() {}

    @SuppressWarnings("restricted")
    public static void main(String[] arguments) throws Throwable {
        try (CcacheAllocator allocator = CcacheAllocator.builder()
                .hugePages(HugePages.ALWAYS)
                .maintenance(Maintenance.CALLER)
                .build()) {
            long[] blocks = new long[COUNT];
            for (int i = 0; i < COUNT; i++) {
                blocks[i] = allocator.allocate(BLOCK);
                allocator.segment(blocks[i]).fill((byte) 1);
            }
            say("huge", allocator.resident().hugePages());
            for (int i = 0; i < COUNT; i++) {
                if (i % KEPT != 0) {
                    allocator.free(blocks[i]);
                }
            }
            allocator.trim();
            say("excess.trimmed", excess("trimmed", allocator));
            Linker linker = Linker.nativeLinker();
            MethodHandle madvise = linker.downcallHandle(
                    linker.defaultLookup().find("madvise").orElseThrow(),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
            int collapsed = 0;
            for (int i = 0; i < COUNT; i += KEPT) {
                collapsed += (int) madvise.invokeExact(blocks[i] & -HUGE, HUGE, COLLAPSE) == 0 ? 1 : 0;
            }
            say("collapsed", collapsed);
            say("excess.asked", excess("asked", allocator));
            long most = 0;
            for (int second = 0; second < Integer.parseInt(arguments[0]); second++) {
                Thread.sleep(1000);
                allocator.maintain();
                most = Math.max(most, excess("later", allocator));
            }
            say("excess.later", most);
        }
        System.exit(0);
    }

    /** Bytes that are resident without being counted. */
    private static long excess(String when, CcacheAllocator allocator) {
        AllocatorStats stats = allocator.stats();
        long resident = allocator.resident().arenas();
        System.out.println(when + ": resident " + resident + ", mapped " + stats.mappedBytes());
        return Math.max(0, resident - stats.mappedBytes());
    }
}

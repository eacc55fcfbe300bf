package org.ccache.bench.machine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** On which processor the calling platform thread may run: its own affinity, not that of the process. */
public final class ThreadAffinity {
    private static final int MOST_PROCESSORS = 8192; // of any Linux

    private ThreadAffinity() {}

    /**
     * Lets the calling thread run on one processor only; it is there when this returns.
     *
     * @throws IOException if the kernel refuses, for example since the process may not run there
     */
    public static void pin(int processor) throws IOException {
        if (processor < 0 || processor >= MOST_PROCESSORS) {
            throw new IllegalArgumentException("no processor " + processor);
        }
        int bytes = MOST_PROCESSORS / Byte.SIZE;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(bytes, Long.BYTES);
            long word = (long) processor / Long.SIZE;
            mask.setAtIndex(ValueLayout.JAVA_LONG, word, 1L << processor % Long.SIZE);
            SystemCall.SCHED_SETAFFINITY.make(0, bytes, mask.address(), 0, 0, 0);
        }
    }
}

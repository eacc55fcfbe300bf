package org.ccache.bench.research.freelist;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Off-heap nodes with a link, and a word that tells whether somebody has them. They live until they are unreachable.
 */
public final class Nodes {
    /** Bytes of a node: a line, so that two threads with a node each do not meet. */
    public static final long BYTES = 64;

    private static final long OWNED = 8;
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment memory;

    public Nodes(int count) {
        memory = Arena.ofAuto().allocate(count * BYTES, BYTES);
    }

    public MemorySegment memory() {
        return memory;
    }

    public long address(int number) {
        return memory.address() + number * BYTES;
    }

    /** The link, plain: the head's compare-and-swap publishes it. */
    long link(long node) {
        return (long) WORD.getOpaque(memory, node - memory.address());
    }

    void link(long node, long next) {
        WORD.setOpaque(memory, node - memory.address(), next);
    }

    /** Marks a popped node as somebody's: false if somebody has it already. */
    public boolean take(long node) {
        return WORD.compareAndSet(memory, node - memory.address() + OWNED, 0L, 1L);
    }

    /** Before it is pushed. */
    public void giveUp(long node) {
        WORD.setRelease(memory, node - memory.address() + OWNED, 0L);
    }
}

package org.ccache.rseq;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.function.LongConsumer;
import org.ccache.os.PerCpuCalls;
import org.ccache.os.SpaceLayout;
import org.ccache.rseq.space.PlainOperations;
import org.ccache.rseq.space.Space;
import org.ccache.rseq.space.Words;

/**
 * A stack for each index, of nodes that the user owns: the first 8 bytes of a node link it to the next one while it
 * is in, so a push allocates nothing. Last in, first out as long as the thread stays on its index; what was pushed on
 * another index is there for its threads, and for {@link #drain}.
 *
 * <p><b>No ABA.</b> A stack by compare-and-swap reads head A and its link B, is suspended while others pop A and B
 * and push A again, and then swaps A for B, which is not free. Here load of head, load of link and store of the head
 * are one sequence: whoever was suspended in their midst starts again. So nodes may be reused at once and no pointer
 * needs a counter.
 *
 * <p>Nodes are addresses in a range of off-heap memory given at creation, multiples of 8. The range must stay alive
 * as long as the stack is used: do not close its arena before. The link of a node that is in may not be written. A
 * node may be in one stack once: pushed twice it makes a ring (not checked). Thread-safe. Errors of
 * {@link PerCpuMemory}.
 */
public final class PerCpuStack implements AutoCloseable {
    private final PerCpuMemory memory;
    private final Space space;
    private final MemorySegment nodes;
    private final long offset;
    private final long at; // the head's offset in its region
    private final boolean owner;

    private PerCpuStack(PerCpuMemory memory, long offset, MemorySegment nodes, boolean owner) {
        if (!nodes.isNative() || nodes.isReadOnly()) {
            throw new IllegalArgumentException("nodes must be in writable memory off the heap");
        }
        this.memory = memory;
        this.space = memory.space();
        this.nodes = nodes;
        this.offset = offset;
        this.at = memory.at(offset);
        this.owner = owner;
    }

    /**
     * Empty stacks in memory of their own, 128 bytes for each index.
     *
     * @param nodes the range that all nodes come from; accessible to every thread that uses the stack
     * @throws IllegalArgumentException if it is on the heap or read-only
     */
    public static PerCpuStack create(MemorySegment nodes) {
        return new PerCpuStack(PerCpuMemory.allocate(Long.BYTES), 0, nodes, true);
    }

    /** The word at an offset of the user's memory as the head; 0 is empty. */
    public static PerCpuStack of(PerCpuMemory memory, long offset, MemorySegment nodes) {
        return new PerCpuStack(memory, offset, nodes, false);
    }

    /**
     * Puts a node on top of the stack of the calling thread's index. What was written to the node before is there for
     * whoever takes it.
     *
     * @throws IllegalArgumentException if it is null, not in the range or no multiple of 8
     */
    public void push(long node) {
        check(node);
        try {
            long result = PerCpuCalls.listPush(space.base(), at, node);
            if (result < 0) {
                space.settle(
                        result,
                        () -> PerCpuCalls.listPush(space.base(), at, node),
                        region -> PlainOperations.listPush(space.memory(), region + at, nodes, node));
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Takes the top node of the calling thread's index: its address, or 0 if that stack is empty. */
    public long pop() {
        try {
            long result = PerCpuCalls.listPop(space.base(), at);
            if (result < 0 && result != SpaceLayout.EMPTY) {
                result = space.settle(
                        result,
                        () -> PerCpuCalls.listPop(space.base(), at),
                        region -> PlainOperations.listPop(space.memory(), region + at, nodes));
            }
            return Math.max(result, 0);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Takes all nodes of the calling thread's index: the top one, linked to the others ({@link #next}), or 0. */
    public long popAll() {
        try {
            long result = PerCpuCalls.listTake(space.base(), at);
            if (result < 0 && result != SpaceLayout.EMPTY) {
                result = space.settle(
                        result,
                        () -> PerCpuCalls.listTake(space.base(), at),
                        region -> PlainOperations.listTake(space.memory(), region + at));
            }
            return Math.max(result, 0);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * The node below one that {@link #popAll} took, 0 below the last.
     *
     * @throws IllegalArgumentException as {@link #push}
     */
    public long next(long node) {
        check(node);
        return nodes.get(ValueLayout.JAVA_LONG, node - nodes.address());
    }

    /**
     * Takes the nodes of all indexes, as they are at one moment, and hands out one after the other. Only the taking
     * stops the indexes, for the time of a fence. If the consumer throws, the nodes that it has not been given go
     * back.
     *
     * @return how many the consumer was given
     */
    public long drain(LongConsumer consumer) {
        long[] heads = new long[Space.LIMIT];
        memory.exclusively((words, index) -> {
            heads[index] = words.get(ValueLayout.JAVA_LONG, offset);
            words.set(ValueLayout.JAVA_LONG, offset, 0);
        });
        long count = 0;
        int index = 0;
        try {
            for (; index < heads.length; index++) {
                while (heads[index] != 0) {
                    long node = heads[index];
                    heads[index] = next(node); // first: the consumer may use the node for something else
                    count++;
                    consumer.accept(node);
                }
            }
        } finally {
            for (; index < heads.length; index++) { // none, unless the consumer threw
                while (heads[index] != 0) {
                    long node = heads[index];
                    heads[index] = next(node);
                    push(node);
                }
            }
        }
        return count;
    }

    /** Whether the stack of every index was empty when looked at. */
    public boolean isEmpty() {
        for (int index = 0; index < space.opened(); index++) {
            if (Words.getAcquire(space.memory(), space.region(index) + at) != 0) {
                space.requireUsable();
                return false;
            }
        }
        space.requireUsable(); // afterwards: a close that came first has zeroed the heads
        return true;
    }

    private void check(long node) {
        long in = node - nodes.address();
        if (in < 0 || in > nodes.byteSize() - Long.BYTES || (node & Long.BYTES - 1) != 0) {
            throw new IllegalArgumentException("no node at " + Long.toHexString(node) + ": multiples of 8 from "
                    + Long.toHexString(nodes.address()) + ", " + nodes.byteSize() + " bytes");
        }
    }

    /**
     * Gives the memory back, if it is the stack's own; see {@link PerCpuMemory#close}. Nodes that are in are the
     * user's as before, but no call tells which: {@link #drain} first.
     */
    @Override
    public void close() {
        if (owner) {
            memory.close();
        }
    }
}

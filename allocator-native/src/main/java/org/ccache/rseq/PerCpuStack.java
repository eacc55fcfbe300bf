package org.ccache.rseq;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.ccache.layout.SpaceLayout;
import org.ccache.rseq.space.Operations;
import org.ccache.rseq.space.Space;
import org.ccache.rseq.space.StoppedWork;
import org.ccache.rseq.space.Words;
import org.ccache.sequence.PerCpuCalls;
import org.ccache.sync.ShortLock;
import org.ccache.sync.StackHeadroom;

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
    private final long at; // the head's offset in its region
    private final boolean owner;

    private final ShortLock leftLock = new ShortLock(); // held for a few instructions, never over a call
    private volatile Taken left; // by drains that did not come to their end; written under the lock

    private PerCpuStack(PerCpuMemory memory, long offset, MemorySegment nodes, boolean owner) {
        if (!nodes.isNative() || nodes.isReadOnly()) {
            throw new IllegalArgumentException("nodes must be in writable memory off the heap");
        }
        this.memory = memory;
        this.space = memory.space();
        this.nodes = nodes;
        this.at = memory.at(offset);
        this.owner = owner;
    }

    /**
     * Empty stacks in memory of their own, 128 bytes for each index.
     *
     * @param nodes the range that all nodes come from; accessible to every thread that uses the stack
     * @return the stacks, whose memory {@link #close} gives back
     * @throws IllegalArgumentException if it is on the heap or read-only
     */
    public static PerCpuStack create(MemorySegment nodes) {
        return new PerCpuStack(PerCpuMemory.allocate(Long.BYTES), 0, nodes, true);
    }

    /**
     * Stacks in memory of the user's.
     *
     * @param memory that {@link #close} leaves open
     * @param offset of the word that is the head; 0 is empty
     * @param nodes as for {@link #create}
     * @return the stacks as the heads have them
     */
    public static PerCpuStack of(PerCpuMemory memory, long offset, MemorySegment nodes) {
        return new PerCpuStack(memory, offset, nodes, false);
    }

    /**
     * Puts a node on top of the stack of the calling thread's index. What was written to the node before is there for
     * whoever takes it.
     *
     * @param node its address; its first 8 bytes are the stack's until it is taken
     * @throws IllegalArgumentException if it is null, not in the range or no multiple of 8
     */
    public void push(long node) {
        check(node);
        try {
            long result = PerCpuCalls.listPush(space.base(), at, node);
            if (result < 0) {
                space.settle(result, Operations.LIST_PUSH, at, node, 0, nodes);
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Takes the top node of the calling thread's index.
     *
     * @return its address, or 0 if that stack is empty
     */
    public long pop() {
        try {
            long result = PerCpuCalls.listPop(space.base(), at);
            if (result < 0 && result != SpaceLayout.EMPTY) {
                result = space.settle(result, Operations.LIST_POP, at, 0, 0, nodes);
            }
            return result < 0 ? 0 : result; // no call: the node is taken
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Takes all nodes of the calling thread's index.
     *
     * @return the address of the top one, linked to the others ({@link #next}), or 0 if that stack is empty
     */
    public long popAll() {
        try {
            long result = PerCpuCalls.listTake(space.base(), at);
            if (result < 0 && result != SpaceLayout.EMPTY) {
                result = space.settle(result, Operations.LIST_TAKE, at, 0, 0, null);
            }
            return result < 0 ? 0 : result; // no call: the node is taken
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Goes down a list that {@link #popAll} took.
     *
     * @param node of that list
     * @return the node below it, 0 below the last
     * @throws IllegalArgumentException as {@link #push}
     */
    public long next(long node) {
        check(node);
        return nodes.get(ValueLayout.JAVA_LONG, node - nodes.address());
    }

    /**
     * Takes the nodes of all indexes, as they are at one moment, and hands out one after the other. Only the taking
     * stops the indexes, for the time of a fence. If the consumer throws, the nodes that it has not been given go
     * back. After an error for which there is no stack or no heap to give them back they are kept for the next drain.
     *
     * @param consumer given the address of each node, which is the consumer's then
     * @return how many the consumer was given
     */
    public long drain(LongConsumer consumer) {
        Objects.requireNonNull(consumer);
        giveBack();
        Taken taken = new Taken(space.limit());
        boolean complete = false;
        try {
            space.exclusively(taken);
            StackHeadroom.check(); // the call of the consumer does not overflow: a node is given or is not
            long count = taken.handOut(consumer);
            complete = true;
            return count;
        } finally {
            if (!complete) {
                leave(taken);
                try {
                    giveBack();
                } catch (VirtualMachineError | RuntimeException e) { // the first error is told
                }
            }
        }
    }

    /**
     * Puts back what drains have left over.
     *
     * @throws IllegalStateException if closed: then the nodes are the user's, as those that are in
     */
    private void giveBack() {
        while (left != null) {
            StackHeadroom.check(); // a push that is done says so, and is not done again
            leftLock.lock();
            Taken taken = left;
            if (taken != null) {
                left = taken.next;
            }
            leftLock.held = ShortLock.FREE;
            if (taken == null) {
                return;
            }
            boolean ended = false;
            try {
                taken.giveBack();
                ended = true;
            } catch (IllegalArgumentException e) { // what was found in a head was no node: it would be so again
                ended = true;
                throw e;
            } catch (RuntimeException e) { // from within an exclusive action, or the fence was refused: not for ever
                ended = space.hasEnded();
                throw e;
            } finally {
                if (!ended) {
                    leave(taken);
                }
            }
        }
    }

    /** For the next drain. If it holds nodes, the stack for this has been seen to be there before it was given them. */
    private void leave(Taken taken) {
        leftLock.lock();
        taken.next = left;
        left = taken;
        leftLock.held = ShortLock.FREE;
    }

    /**
     * The lists that a drain has taken. Every node is here or is elsewhere, whatever is thrown: it comes and goes by
     * stores to fields, right after the call that takes it from elsewhere, or right before the one that hands it on.
     */
    private final class Taken implements StoppedWork {
        private final long[] heads;
        private int index; // the lists before are empty
        private long single; // a node apart: its link is not to be trusted while it is being put back
        private Taken next;

        Taken(int limit) {
            heads = new long[limit];
        }

        @Override
        public void run(int from, int to) {
            for (int i = from; i < to; i++) {
                long word = space.region(i) + at;
                long head = Words.get(space.memory(), word);
                Words.set(space.memory(), word, 0);
                heads[i] = head;
            }
        }

        private boolean isEmpty() {
            while (index < heads.length && heads[index] == 0) {
                index++;
            }
            return index == heads.length;
        }

        long handOut(LongConsumer consumer) {
            long count = 0;
            while (!isEmpty()) {
                long node = heads[index];
                heads[index] = next(node); // first: the consumer may use the node for something else
                count++;
                consumer.accept(node);
            }
            return count;
        }

        void giveBack() {
            while (true) {
                if (single != 0) {
                    push(single);
                    single = 0;
                }
                if (isEmpty()) {
                    return;
                }
                long node = heads[index];
                long below = next(node);
                single = node;
                heads[index] = below;
            }
        }
    }

    /** {@return whether the stack of every index was empty when looked at} */
    public boolean isEmpty() {
        if (left != null) {
            space.requireUsable();
            return false;
        }
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

package org.ccache.rseq;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.ObjIntConsumer;
import org.ccache.layout.RegionLayout;
import org.ccache.layout.SpaceLayout;
import org.ccache.rseq.space.Linking;
import org.ccache.rseq.space.Operations;
import org.ccache.sequence.RseqChoice;

/**
 * Does everything once, on memory of its own, before the first memory is given out: all classes are loaded and all call
 * sites linked then. Prevented: the first call of a method finds no stack to load the class of a call that it makes
 * after its commit, and throws what its caller takes for a call that was not made.
 */
final class Rehearsal {
    private static final int BYTES = 64;

    private static volatile boolean done;

    private Rehearsal() {}

    /**
     * Idempotent; cheap once done.
     *
     * @throws StackOverflowError if there is not enough stack
     * @throws OutOfMemoryError if there is not enough Java heap, or the system has no room
     */
    static void ensure() {
        if (done) {
            return;
        }
        Linking.requireRoom();
        PerCpuMemory memory = new PerCpuMemory(BYTES);
        try (Arena arena = Arena.ofConfined()) {
            words(memory);
            MemorySegment nodes = arena.allocate(BYTES, Long.BYTES);
            stopped(memory);
            around(memory, PerCpuStack.of(memory, 16, nodes), nodes.address());
        } catch (IllegalStateException e) { // this kernel refuses the fence: so will it then
        }
        memory.close();
        done = true;
    }

    private static void words(PerCpuMemory memory) {
        memory.add(0, 1);
        memory.compareAndStore(0, 1, 0);
        memory.get(memory.indexes() - 1, memory.bytesPerIndex() - Long.BYTES);
        memory.sum(0);
        memory.aborts();
        new StoreBatch(memory).clear().compare(0, 0).store(8, 0).commit(0, 0);
        new CopyAndStore(memory).commit(0, 0, 0, 8, MemorySegment.ofArray(new byte[8]), 0, 8);
    }

    private static void stopped(PerCpuMemory memory) {
        memory.exclusively(0, new Nothing());
        memory.exclusively(new Nothing());
        PerCpuCounter counter = PerCpuCounter.of(memory, 0);
        counter.increment();
        counter.decrement();
        counter.add(0);
        counter.sum();
        counter.reset();
        counter.close();
    }

    private static void around(PerCpuMemory memory, PerCpuStack stack, long node) {
        if (RseqChoice.usable()) { // else there is no index to ask for, and nothing is ever aborted
            memory.space().settle(-RegionLayout.RESULT_ABORTED, Operations.ADD, SpaceLayout.WORDS, 0, 0, null);
        }
        memory.space().settle(SpaceLayout.BAD_INDEX, Operations.ADD, SpaceLayout.WORDS, 0, 0, null);
        stack.push(node);
        stack.pop();
        stack.push(node);
        stack.next(node);
        stack.popAll();
        stack.push(node);
        stack.push(node + Long.BYTES);
        try {
            stack.drain(new Refusing());
        } catch (ArithmeticException e) { // of the consumer, which has had one: the other one is in again
        }
        stack.isEmpty();
        stack.close();
    }

    private static final class Nothing implements Function<MemorySegment, Object>, ObjIntConsumer<MemorySegment> {
        @Override
        public Object apply(MemorySegment words) {
            return words;
        }

        @Override
        public void accept(MemorySegment words, int index) {}
    }

    private static final class Refusing implements LongConsumer {
        @Override
        public void accept(long node) {
            throw new ArithmeticException();
        }
    }
}

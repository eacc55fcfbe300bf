package org.ccache.bench.research.freelist;

import java.util.function.LongSupplier;
import org.ccache.rseq.PerCpuMemory;
import org.ccache.rseq.PerCpuStack;

/** A list for each index by restartable sequences: {@link PerCpuStack}. */
public final class RseqFreelist implements Freelist {
    private final PerCpuMemory memory = PerCpuMemory.allocate(Long.BYTES);
    private final PerCpuStack stack;

    public RseqFreelist(Nodes nodes) {
        stack = PerCpuStack.of(memory, 0, nodes.memory());
    }

    @Override
    public void push(long node) {
        stack.push(node);
    }

    @Override
    public long pop() {
        return stack.pop();
    }

    @Override
    public void pairs(LongSupplier fresh, int count) {
        for (int i = 0; i < count; i++) {
            long node = pop();
            push(node == 0 ? fresh.getAsLong() : node);
        }
    }

    @Override
    public long aborts() {
        return memory.aborts();
    }

    @Override
    public void close() {
        memory.close();
    }
}

package org.ccache.bench.research.percpu;

import io.netty.util.internal.shaded.org.jctools.queues.MpmcArrayQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.ccache.bench.measure.Arm;
import org.ccache.rseq.PerCpuStack;

/**
 * Taking an element and putting it back. JCTools' queue is the copy that Netty carries: first in, first out, but
 * bounded and without allocation, as ours.
 */
final class Stacks {
    static final String DEQUE = "ConcurrentLinkedDeque";
    static final String JCTOOLS = "JCTools MpmcArrayQueue";
    static final String TREIBER = "Treiber stack";
    private static final int ELEMENTS = 1024;
    private static final int SEEDS = 16; // nodes that a thread brings to an index that has none

    private record Node(Node below) {}

    private Stacks() {}

    static List<Arm<ArmWork>> all() {
        return List.of(ours(Arm.OURS), ours(Arm.CONTROL), deque(), jctools(), treiber());
    }

    /** An index that a thread is moved to may have no node: that is refused, and tried after some have been brought. */
    private static Arm<ArmWork> ours(String name) {
        MemorySegment nodes = Arena.ofAuto().allocate(64L * ELEMENTS * 64, 64);
        PerCpuStack stack = PerCpuStack.create(nodes);
        AtomicInteger next = new AtomicInteger();
        Operation popAndPush = () -> {
            long node = stack.pop();
            if (node == 0) {
                seed(stack, nodes, next);
                return false;
            }
            stack.push(node);
            return true;
        };
        return new Arm<>(name, new ArmWork(popAndPush, () -> seed(stack, nodes, next), () -> 0), stack::close);
    }

    private static void seed(PerCpuStack stack, MemorySegment nodes, AtomicInteger next) {
        long node = stack.pop();
        if (node != 0) {
            stack.push(node);
            return;
        }
        for (int i = 0; i < SEEDS; i++) {
            stack.push(nodes.asSlice(64L * next.getAndIncrement(), 64).address());
        }
    }

    private static Arm<ArmWork> deque() {
        ConcurrentLinkedDeque<Node> deque = new ConcurrentLinkedDeque<>();
        for (int i = 0; i < ELEMENTS; i++) {
            deque.push(new Node(null));
        }
        return ArmWork.of(DEQUE, () -> {
            Node node = deque.pollFirst();
            return node != null && deque.offerFirst(node);
        });
    }

    private static Arm<ArmWork> jctools() {
        MpmcArrayQueue<Node> queue = new MpmcArrayQueue<>(2 * ELEMENTS);
        for (int i = 0; i < ELEMENTS; i++) {
            queue.offer(new Node(null));
        }
        return ArmWork.of(JCTOOLS, () -> {
            Node node = queue.poll();
            return node != null && queue.offer(node);
        });
    }

    private static Arm<ArmWork> treiber() {
        AtomicReference<Node> top = new AtomicReference<>();
        for (int i = 0; i < ELEMENTS; i++) {
            top.set(new Node(top.get()));
        }
        return ArmWork.of(TREIBER, () -> {
            Node node;
            do {
                node = top.get();
                if (node == null) {
                    return false;
                }
            } while (!top.compareAndSet(node, node.below()));
            Node below;
            do {
                below = top.get();
            } while (!top.compareAndSet(below, new Node(below)));
            return true;
        });
    }
}

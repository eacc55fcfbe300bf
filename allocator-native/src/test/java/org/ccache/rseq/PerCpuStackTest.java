package org.ccache.rseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("modes")
final class PerCpuStackTest {
    private static final int NODE = 16;
    private static final int COUNT = 256;
    private static final int YIELDS = 1_000; // each may cost a time slice where others want the CPU

    private final Arena arena = Arena.ofShared();
    private final MemorySegment nodes = arena.allocate((long) NODE * COUNT, NODE);
    private final PerCpuStack stack = PerCpuStack.create(nodes);

    @AfterEach
    void close() {
        stack.close();
        arena.close();
    }

    private long node(int number) {
        return nodes.address() + (long) NODE * number;
    }

    private int number(long node) {
        return (int) ((node - nodes.address()) / NODE);
    }

    private List<Long> drained() {
        List<Long> all = new ArrayList<>();
        assertThat(stack.drain(all::add)).isEqualTo(all.size());
        return all;
    }

    @Test
    void lastInFirstOutWhileTheIndexStays() {
        assertThat(stack.pop()).isZero();
        assertThat(stack.popAll()).isZero();
        for (int attempt = 0; ; attempt++) {
            stack.push(node(1));
            stack.push(node(2));
            stack.push(node(3));
            long top = stack.pop();
            long rest = stack.popAll();
            if (top == node(3) && rest == node(2)) {
                assertThat(stack.next(rest)).isEqualTo(node(1));
                assertThat(stack.next(node(1))).isZero();
                assertThat(stack.isEmpty()).isTrue();
                return;
            }
            assertThat(attempt).isLessThan(100); // moved in between
            drained();
        }
    }

    @Test
    void drainsAllIndexes() {
        Set<Long> pushed = new HashSet<>();
        for (int i = 0; i < COUNT; i++) {
            stack.push(node(i));
            pushed.add(node(i));
        }
        assertThat(stack.isEmpty()).isFalse();
        assertThat(drained()).hasSize(COUNT).containsExactlyInAnyOrderElementsOf(pushed);
        assertThat(stack.isEmpty()).isTrue();
    }

    @Test
    void aConsumerThatThrowsLosesNoNode() {
        for (int i = 0; i < 10; i++) {
            stack.push(node(i));
        }
        List<Long> seen = new ArrayList<>();
        assertThatThrownBy(() -> stack.drain(node -> {
                    seen.add(node);
                    if (seen.size() == 4) {
                        throw new ArithmeticException("in the consumer");
                    }
                }))
                .isInstanceOf(ArithmeticException.class);
        seen.addAll(drained());
        assertThat(seen).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // yields, to be in the others' way
    void noNodeIsHeldTwiceAndNoneIsLost() throws InterruptedException {
        for (int i = 0; i < COUNT; i++) {
            stack.push(node(i));
        }
        AtomicIntegerArray held = new AtomicIntegerArray(COUNT);
        AtomicBoolean done = new AtomicBoolean();
        Crowd workers = new Crowd().start(8, number -> {
            int yields = 0;
            for (int i = 0; i < 50_000; i++) {
                long node = i % 16 == 0 ? stack.popAll() : stack.pop();
                long below = i % 16 == 0 && node != 0 ? stack.next(node) : 0;
                while (node != 0) {
                    hold(held, node);
                    nodes.set(ValueLayout.JAVA_LONG, node - nodes.address() + 8, number); // the node is ours
                    if (yields++ < YIELDS) {
                        Thread.yield(); // and stays so
                    }
                    assertThat(nodes.get(ValueLayout.JAVA_LONG, node - nodes.address() + 8))
                            .isEqualTo(number);
                    giveBack(held, node);
                    node = below;
                    below = node == 0 ? 0 : stack.next(node);
                }
            }
        });
        Crowd drainer = new Crowd().start(1, number -> {
            while (!done.get()) {
                stack.drain(node -> {
                    hold(held, node);
                    giveBack(held, node);
                });
            }
        });
        workers.join();
        done.set(true);
        drainer.join();
        assertThat(drained()).hasSize(COUNT).doesNotHaveDuplicates();
    }

    private void hold(AtomicIntegerArray held, long node) {
        if (held.getAndIncrement(number(node)) != 0) {
            throw new AssertionError("node " + number(node) + " is held twice");
        }
    }

    private void giveBack(AtomicIntegerArray held, long node) {
        held.decrementAndGet(number(node));
        stack.push(node);
    }

    @Test
    void nodesThatCannotBeAreRefused() {
        long end = nodes.address() + nodes.byteSize();
        for (long node : new long[] {0, -8, node(0) - 8, end, end - 4, node(1) + 4, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> stack.push(node)).as("node %x", node).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> stack.next(node)).isInstanceOf(IllegalArgumentException.class);
        }
        stack.push(end - 8);
        assertThat(drained()).containsExactly(end - 8);
        MemorySegment heap = MemorySegment.ofArray(new long[4]);
        assertThatThrownBy(() -> PerCpuStack.create(heap)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PerCpuStack.create(nodes.asReadOnly())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void severalShareOneMemory() {
        try (PerCpuMemory memory = PerCpuMemory.allocate(16);
                PerCpuStack one = PerCpuStack.of(memory, 0, nodes);
                PerCpuStack other = PerCpuStack.of(memory, 8, nodes)) {
            one.push(node(1));
            other.push(node(2));
            List<Long> found = new ArrayList<>();
            one.drain(found::add);
            assertThat(found).containsExactly(node(1));
            assertThat(other.isEmpty()).isFalse();
        }
    }

    @Test
    void closedRefuses() {
        stack.push(node(1));
        stack.close();
        assertThatThrownBy(() -> stack.push(node(2))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(stack::pop).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(stack::popAll).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stack.drain(node -> {})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(stack::isEmpty).isInstanceOf(IllegalStateException.class);
    }
}

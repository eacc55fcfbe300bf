package org.ccache.rseq;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.ObjIntConsumer;
import org.ccache.rseq.ring.PerCpuRingBuffer;

/**
 * Every public method of every per-CPU structure as a subject of hostility: an act, and what must hold afterwards,
 * however often the act ended with an error.
 *
 * <p>An act allocates nothing of its own and counts by fields, so that nothing but the product can fail between a call
 * and its being counted. A call that returned has been done once; one that ended with an error at most once, and not at
 * all where {@link #exact} says so. Neither depends on chance.
 */
@SuppressWarnings("UnnecessaryLambda") // made ahead: an act allocates nothing
final class HostileSubjects {
    private static final int NODES = 64;
    private static final int MESSAGES = 1 << 16;

    /** One of them. Acts are of one thread at a time. */
    abstract static class HostileSubject {
        final String name;
        long done;
        long errors;

        HostileSubject(String name) {
            this.name = name;
        }

        abstract void act();

        /** Whether it returns, where there is enough stack. */
        boolean returns() {
            return true;
        }

        /** In peace, on any thread: throws an AssertionError if something is lost, doubled or stuck. */
        abstract void check();
    }

    private final Arena arena = Arena.ofShared();
    private final boolean exact = Rseq.mode() == RseqMode.UNAVAILABLE;
    final List<HostileSubject> all = new ArrayList<>();

    HostileSubjects() {
        counters();
        words();
        batches();
        exclusives();
        stacks();
        new HostileRings(arena).addTo(all);
        closings();
    }

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** So many were done: as many as returned, and of those that did not each at most once. */
    private void requireCount(String what, long found, HostileSubject of) {
        long most = exact ? of.done : of.done + of.errors;
        require(
                found >= of.done && found <= most,
                what + " " + found + " for " + of.done + " that returned and " + of.errors + " that did not");
    }

    private abstract class Counting extends HostileSubject {
        final PerCpuCounter counter = PerCpuCounter.create();

        Counting(String name) {
            super(name);
        }

        @Override
        void check() {
            requireCount("sum", Math.abs(counter.sum()), this);
            counter.add(5);
            counter.sumThenReset();
            counter.add(3);
            require(counter.sum() == 3, "sum after a reset");
            counter.close();
        }
    }

    private void counters() {
        all.add(new Counting("PerCpuCounter.add") {
            @Override
            void act() {
                counter.add(1);
            }
        });
        all.add(new Counting("PerCpuCounter.increment") {
            @Override
            void act() {
                counter.increment();
            }
        });
        all.add(new Counting("PerCpuCounter.decrement") {
            @Override
            void act() {
                counter.decrement();
            }
        });
        all.add(new HostileSubject("PerCpuCounter.sumThenReset") {
            private final PerCpuCounter counter = filled();
            private long taken;

            private PerCpuCounter filled() {
                PerCpuCounter full = PerCpuCounter.create();
                full.add(1_000_000);
                return full;
            }

            @Override
            void act() {
                taken += counter.sumThenReset();
            }

            @Override
            void check() {
                require(taken + counter.sum() == 1_000_000, "taken " + taken + ", sum " + counter.sum());
                require(taken + counter.sumThenReset() == 1_000_000, "the last reset");
                require(counter.sum() == 0, "reset");
                counter.close();
            }
        });
        all.add(new HostileSubject("PerCpuCounter.sum") {
            private final PerCpuCounter counter = PerCpuCounter.create();

            @Override
            void act() {
                if (counter.sum() != 0) {
                    throw new AssertionError("sum");
                }
            }

            @Override
            void check() {
                counter.close();
            }
        });
    }

    /** Whether all of a memory is at work. */
    private static void requireAtWork(PerCpuMemory memory, long offset) {
        for (int index = 0; index < memory.indexes(); index++) {
            memory.exclusively(index, words -> {
                words.set(ValueLayout.JAVA_LONG, offset, 0);
                return null;
            });
        }
        memory.add(offset, 4);
        require(memory.sum(offset) == 4, "add after all");
        memory.exclusively((words, index) -> words.set(ValueLayout.JAVA_LONG, offset, 0));
        require(memory.sum(offset) == 0, "sum after all");
    }

    private abstract static class OnMemory extends HostileSubject {
        final PerCpuMemory memory = PerCpuMemory.allocate(1024);

        OnMemory(String name) {
            super(name);
        }

        @Override
        void check() {
            requireAtWork(memory, 0);
            memory.close();
        }
    }

    private void words() {
        all.add(new OnMemory("PerCpuMemory.add") {
            @Override
            void act() {
                memory.add(8, 1);
            }

            @Override
            void check() {
                requireCount("sum", memory.sum(8), this);
                super.check();
            }
        });
        all.add(new OnMemory("PerCpuMemory.compareAndStore") {
            private long stored;

            @Override
            void act() {
                if (memory.compareAndStore(8, 0, 1)) {
                    stored++;
                }
            }

            @Override
            void check() {
                require(memory.sum(8) >= stored && memory.sum(8) <= memory.indexes(), "sum " + memory.sum(8));
                super.check();
            }
        });
        all.add(new OnMemory("PerCpuMemory reads") {
            @Override
            void act() {
                long found = memory.get(0, 0) + memory.sum(0) + Math.min(memory.aborts(), 0);
                if (found != 0 || memory.indexes() < 1 || memory.bytesPerIndex() != 1024) {
                    throw new AssertionError("words that nobody wrote");
                }
            }
        });
    }

    private void batches() {
        all.add(new OnMemory("StoreBatch") {
            private final StoreBatch batch = new StoreBatch(memory);

            @Override
            void act() {
                batch.clear().compare(24, 0).store(8, 7).store(16, 8).commit(0, 9);
            }

            @Override
            void check() {
                memory.exclusively((words, index) -> {
                    if (words.get(ValueLayout.JAVA_LONG, 0) == 9) {
                        require(words.get(ValueLayout.JAVA_LONG, 8) == 7, "a store before the commit");
                        require(words.get(ValueLayout.JAVA_LONG, 16) == 8, "the other one");
                    }
                });
                require(batch.clear().compare(24, 0).store(8, 1).commit(32, 1), "the batch again");
                super.check();
            }
        });
        all.add(new OnMemory("CopyAndStore") {
            private final CopyAndStore copy = new CopyAndStore(memory);
            private final MemorySegment source = MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});

            @Override
            void act() {
                copy.commit(0, 0, 9, 8, source, 0, 9);
            }

            @Override
            void check() {
                memory.exclusively((words, index) -> {
                    if (words.get(ValueLayout.JAVA_LONG, 0) == 9) {
                        require(words.asSlice(8, 9).mismatch(source) == -1, "the bytes");
                    }
                });
                require(copy.commit(512, 0, 1, 600, source, 0, 9), "the copy again");
                super.check();
            }
        });
    }

    private void exclusives() {
        all.add(new OnMemory("PerCpuMemory.exclusively(index)") {
            private final Function<MemorySegment, Object> adder = words -> {
                words.set(ValueLayout.JAVA_LONG, 8, words.get(ValueLayout.JAVA_LONG, 8) + 1);
                return words;
            };

            @Override
            void act() {
                memory.exclusively(0, adder);
            }

            @Override
            void check() {
                require(memory.sum(8) >= done && memory.sum(8) <= done + errors, "sum " + memory.sum(8));
                super.check();
            }
        });
        all.add(new OnMemory("PerCpuMemory.exclusively(all)") {
            private final ObjIntConsumer<MemorySegment> adder = (words, index) -> {
                if (index == 0) {
                    words.set(ValueLayout.JAVA_LONG, 8, words.get(ValueLayout.JAVA_LONG, 8) + 1);
                }
            };
            private final boolean opened = open(memory);

            @Override
            void act() {
                memory.exclusively(adder);
            }

            @Override
            void check() {
                require(opened, "opened");
                require(memory.sum(8) >= done && memory.sum(8) <= done + errors, "sum " + memory.sum(8));
                super.check();
            }
        });
        all.add(new OnMemory("an action that overflows") {
            private final Function<MemorySegment, Object> endless = words -> further(words, 0);

            private Object further(MemorySegment words, int depth) {
                return depth < 0 ? words : further(words, depth + 1);
            }

            @Override
            void act() {
                memory.exclusively(0, endless);
            }

            @Override
            boolean returns() {
                return false;
            }
        });
    }

    private static boolean open(PerCpuMemory memory) {
        for (int index = 0; index < memory.indexes(); index++) {
            memory.exclusively(index, words -> null);
        }
        return true;
    }

    private abstract class OnStack extends HostileSubject {
        final MemorySegment nodes = arena.allocate(16L * NODES, 16);
        final PerCpuStack stack = PerCpuStack.create(nodes);
        final long[] out = new long[MESSAGES]; // nodes that are the act's
        int outs;

        OnStack(String name) {
            super(name);
            for (int i = 0; i < NODES; i++) {
                stack.push(nodes.address() + 16L * i);
            }
        }

        /** Each node is here or in the stack, once; lost are those of calls that did not return, at most. */
        void requireNodes(long mostLost) {
            boolean[] seen = new boolean[NODES];
            int[] found = new int[1];
            LongConsumer see = node -> {
                int number = (int) (node - nodes.address()) / 16;
                require(!seen[number], "node " + number + " twice");
                seen[number] = true;
                found[0]++;
            };
            for (int i = 0; i < outs; i++) {
                see.accept(out[i]);
            }
            stack.drain(see);
            require(found[0] >= NODES - mostLost, found[0] + " nodes of " + NODES + ", errors " + errors);
            require(stack.isEmpty(), "drained");
            stack.push(nodes.address());
            require(stack.drain(node -> {}) == 1, "one pushed");
            stack.close();
        }
    }

    private void stacks() {
        all.add(new OnStack("PerCpuStack.pop, push") {
            private long held;

            @Override
            void act() {
                if (held == 0) {
                    held = stack.pop();
                } else {
                    long node = held;
                    held = 0; // if the push does not return nobody knows whether it is in
                    stack.push(node);
                }
            }

            @Override
            void check() {
                if (held != 0) {
                    out[outs++] = held;
                }
                requireNodes(errors);
            }
        });
        all.add(new OnStack("PerCpuStack.popAll, next") {
            @Override
            void act() {
                long node = stack.popAll();
                while (node != 0) {
                    out[outs++] = node;
                    node = stack.next(node);
                }
            }

            @Override
            void check() {
                requireNodes(errors == 0 ? 0 : NODES);
            }
        });
        all.add(new OnStack("PerCpuStack.drain") {
            private final LongConsumer keep = node -> out[outs++] = node;

            @Override
            void act() {
                stack.drain(keep);
            }

            @Override
            void check() {
                requireNodes(errors);
            }
        });
        all.add(new OnStack("PerCpuStack.isEmpty") {
            @Override
            void act() {
                if (stack.isEmpty()) {
                    throw new AssertionError("empty");
                }
            }

            @Override
            void check() {
                requireNodes(0);
            }
        });
    }

    private void closings() {
        all.add(new HostileSubject("allocate, close") {
            private PerCpuMemory memory;
            private PerCpuRingBuffer ring;

            @Override
            void act() {
                memory = PerCpuMemory.allocate(64);
                memory.add(0, 1);
                memory.close();
                ring = PerCpuRingBuffer.create(64);
                ring.offer(1, MemorySegment.NULL, 0, 0);
                ring.close();
            }

            @Override
            void check() {
                if (memory != null && ring != null) {
                    memory.close();
                    ring.close();
                    for (Runnable call : List.<Runnable>of(
                            () -> memory.add(0, 1),
                            () -> memory.sum(0),
                            () -> ring.tryClaim(1, 8),
                            () -> ring.read((type, buffer, offset, length) -> {}, 1))) {
                        try {
                            call.run();
                            throw new AssertionError("not refused");
                        } catch (IllegalStateException e) {
                            require("closed".equals(e.getMessage()), e.toString());
                        }
                    }
                }
                try (PerCpuRingBuffer another = PerCpuRingBuffer.create(64)) {
                    require(another.offer(1, MemorySegment.NULL, 0, 0), "another ring");
                }
            }
        });
    }
}

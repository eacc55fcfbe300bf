package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.ccache.rseq.Rseq;
import org.ccache.rseq.RseqMode;

/**
 * Random programs, run one operation at a time but from several threads, against the account of {@link
 * CountedAllocator}. A failing program is shrunk to its shortest form.
 */
final class ProgramTest {
    private static final int THREADS = 4;
    private static final long MIB = 1 << 20;

    private static ExecutorService[] threads;

    @BeforeContainer
    static void startThreads() {
        threads = new ExecutorService[THREADS];
        for (int i = 0; i < THREADS; i++) {
            threads[i] = Executors.newSingleThreadExecutor();
        }
    }

    @AfterContainer
    static void endThreads() {
        for (ExecutorService thread : threads) {
            thread.shutdown();
        }
    }

    /** One step of a program, on the thread that the program names. */
    interface Statement {
        void run(CountedAllocator counted);
    }

    record Allocate(long size) implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            counted.allocate(size);
        }
    }

    record AllocateMany(int count, long size) implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            for (int i = 0; i < count; i++) {
                counted.allocate(size);
            }
        }
    }

    record AllocateAligned(long size, int shift) implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            long address = counted.allocate(size, 1L << shift);
            counted.freeSized(address, 1L << shift);
            counted.allocate(size, 1L << shift);
        }
    }

    record Free(int pick) implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            if (counted.count() > 0) {
                counted.free(chosen(counted, pick));
            }
        }
    }

    /** A share of the live blocks, so that slabs run empty. */
    record FreeMany(int share) implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            List<Long> blocks = counted.blocks();
            for (int i = 0; i < blocks.size(); i++) {
                if (i % 16 < share) {
                    counted.free(blocks.get(i));
                }
            }
        }
    }

    record UsableSize(int pick) implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            if (counted.count() > 0) {
                long address = chosen(counted, pick);
                assertThat(counted.allocator().usableSize(address)).isGreaterThanOrEqualTo(counted.size(address));
            }
        }
    }

    record Drain() implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            counted.allocator().drain();
        }
    }

    record Reallocate(int pick, long size) implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            if (counted.count() > 0) {
                counted.reallocate(chosen(counted, pick), size);
            }
        }
    }

    /** Another limit, which may be below what is mapped: then nothing is taken away and nothing more is mapped. */
    record Limit(long bytes) implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            long before = counted.allocator().stats().limitBytes();
            counted.allocator().limit(bytes);
            AllocatorStats lowered = counted.allocator().stats();
            assertThat(lowered.limitBytes()).isLessThanOrEqualTo(bytes);
            try {
                counted.allocate(100_000);
                assertThat(counted.allocator().stats().mappedBytes()).isLessThanOrEqualTo(bytes);
            } catch (OutOfMemoryError e) {
                assertThat(counted.allocator().stats().mappedBytes()).isLessThanOrEqualTo(lowered.mappedBytes());
            }
            counted.allocator().limit(before);
        }
    }

    record Trim() implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            counted.allocator().trim();
            AllocatorStats stats = counted.allocator().stats();
            assertThat(stats.dirtyBytes()).isZero();
            assertThat(stats.depotBytes()).isZero();
        }
    }

    /** Many rounds at once, without waiting for their times. */
    record Maintain(int rounds) implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            for (int i = 0; i < rounds; i++) {
                counted.allocator().maintainNow();
            }
        }
    }

    /** Closed with everything live, and another one from then on: late calls are refused, and nothing of it is left. */
    record Close(int pick) implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            CcacheAllocator before = counted.allocator();
            long address = counted.count() > 0 ? chosen(counted, pick) : 0;
            counted.reopen();
            assertThatThrownBy(() -> before.free(address)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> before.allocate(100)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(before::stats).isInstanceOf(IllegalStateException.class);
        }
    }

    record Audit() implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            counted.check();
        }
    }

    record Stats() implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            AllocatorStats stats = counted.allocator().stats();
            assertThat(stats.liveBytes() + stats.largeBytes())
                    .isEqualTo(counted.blocks().stream()
                            .mapToLong(counted.allocator()::usableSize)
                            .sum());
        }
    }

    /** Interior, wrong size, foreign: refused, and the audit at the end finds nothing. */
    record BadFree(int pick, long offset) implements Statement {
        @Override
        public void run(CountedAllocator counted) {
            CcacheAllocator allocator = counted.allocator();
            refused(() -> allocator.free(offset));
            if (counted.count() > 0) {
                long address = chosen(counted, pick);
                long usable = allocator.usableSize(address);
                refused(() -> allocator.free(address, usable + 1));
                if (offset < usable) {
                    refused(() -> allocator.free(address + offset));
                }
            }
        }

        private static void refused(Runnable call) {
            assertThatThrownBy(call::run).isInstanceOf(InvalidAddressException.class);
        }
    }

    private static long chosen(CountedAllocator counted, int pick) {
        List<Long> blocks = counted.blocks();
        return blocks.get(pick % blocks.size());
    }

    record Turn(int thread, Statement operation) {}

    @Provide
    Arbitrary<List<Turn>> programs() {
        Arbitrary<Long> sizes = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 300),
                Arbitraries.longs().between(0, 70_000),
                Arbitraries.longs().between(0, 2 * MIB));
        Arbitrary<Integer> picks = Arbitraries.integers().between(0, 10_000);
        Arbitrary<Statement> operations = Arbitraries.frequencyOf(
                tuple(6, sizes.map(Allocate::new)),
                tuple(
                        2,
                        Combinators.combine(
                                        Arbitraries.integers().between(1, 600),
                                        Arbitraries.longs().between(0, 1500))
                                .as(AllocateMany::new)),
                tuple(
                        2,
                        Combinators.combine(sizes, Arbitraries.integers().between(0, 22))
                                .as(AllocateAligned::new)),
                tuple(6, picks.map(Free::new)),
                tuple(2, Arbitraries.integers().between(1, 16).map(FreeMany::new)),
                tuple(1, picks.map(UsableSize::new)),
                tuple(1, Arbitraries.create(Drain::new)),
                tuple(1, Arbitraries.create(Trim::new)),
                tuple(1, Arbitraries.integers().between(1, 30).map(Maintain::new)),
                tuple(3, Combinators.combine(picks, sizes).as(Reallocate::new)),
                tuple(1, Arbitraries.longs().between(1, 8 * MIB).map(Limit::new)),
                tuple(1, picks.map(Close::new)),
                tuple(1, Arbitraries.create(Audit::new)),
                tuple(1, Arbitraries.create(Stats::new)),
                tuple(
                        1,
                        Combinators.combine(picks, Arbitraries.longs().between(1, 100_000))
                                .filter((pick, offset) -> offset % 16 != 0)
                                .as(BadFree::new)));
        return Combinators.combine(Arbitraries.integers().between(0, THREADS - 1), operations)
                .as(Turn::new)
                .list()
                .ofMaxSize(120);
    }

    private static net.jqwik.api.Tuple.Tuple2<Integer, Arbitrary<? extends Statement>> tuple(
            int weight, Arbitrary<? extends Statement> operation) {
        return net.jqwik.api.Tuple.of(weight, operation);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void conserveEveryBlock(@ForAll("programs") List<Turn> program, @ForAll FrontEnd frontEnd)
            throws InterruptedException {
        run(program, frontEnd, CcacheAllocator.builder().reserve(1L << 30), false);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void conserveEveryBlockWithinALimit(@ForAll("programs") List<Turn> program, @ForAll FrontEnd frontEnd)
            throws InterruptedException {
        run(program, frontEnd, CcacheAllocator.builder().limit(4 * MIB).cacheBytes(MIB), true);
    }

    private static void run(List<Turn> program, FrontEnd frontEnd, CcacheAllocatorBuilder builder, boolean limited)
            throws InterruptedException {
        Assume.that(!frontEnd.needsSequences() || Rseq.mode() != RseqMode.UNAVAILABLE);
        CountedAllocator counted =
                new CountedAllocator(builder.frontEnd(frontEnd).maintenance(Maintenance.CALLER)::build);
        try {
            for (Turn step : program) {
                try {
                    threads[step.thread]
                            .submit(() -> step.operation.run(counted))
                            .get();
                } catch (ExecutionException e) {
                    if (!limited || !(e.getCause() instanceof OutOfMemoryError)) {
                        throw new AssertionError(step.toString(), e.getCause());
                    }
                    assertThat(e.getCause()).hasMessageContaining("allowed are " + 4 * MIB);
                }
            }
            // Each thread empties what it can reach, then nothing may be left anywhere but in depots and slabs.
            counted.check();
            for (ExecutorService thread : threads) {
                thread.submit(counted.allocator()::drain).get();
            }
            counted.settle();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            counted.allocator().close();
        }
    }
}

package org.ccache.bench.purge;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.ccache.bench.machine.SmapsRollup;

/**
 * Measures madvise(MADV_DONTNEED) and madvise(MADV_FREE) on anonymous memory: the call, what it leaves resident, and the first
 * touch afterwards, which is when DONTNEED is paid for. The two take turns, so that a neighbour hits both.
 */
public final class PurgeCost {
    private static final int PAGE = 4096;
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    /** Ways to give memory back, by the kernel's numbers. */
    public enum Advice {
        DONTNEED(4),
        FREE(8);

        private final int number;

        Advice(int number) {
            this.number = number;
        }
    }

    /**
     * Medians over the rounds, in nanoseconds for a page of 4 KiB.
     *
     * @param call the advice
     * @param left share of the memory that was resident after it, LazyFree included
     * @param lazy share of the memory that LazyFree says could be taken
     * @param again writing to each page once afterwards
     */
    public record Cost(Advice advice, double call, double left, double lazy, double again) {}

    private final MethodHandle mmap = link("mmap", 6);
    private final MethodHandle madvise = link("madvise", 3);
    private final MemorySegment memory;

    @SuppressWarnings("restricted")
    private PurgeCost(long bytes) throws Throwable {
        long address = (long) mmap.invokeExact(0L, bytes, (long) READ_WRITE, (long) PRIVATE_ANONYMOUS, -1L, 0L);
        if (address == -1) {
            throw new OutOfMemoryError("mmap refused " + bytes + " bytes");
        }
        memory = MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(String name, int arguments) {
        ValueLayout[] longs = new ValueLayout[arguments];
        Arrays.fill(longs, ValueLayout.JAVA_LONG);
        return Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().find(name).orElseThrow(),
                        FunctionDescriptor.of(ValueLayout.JAVA_LONG, longs));
    }

    /** Runs both, round by round. */
    public static Cost[] measure(long bytes, int rounds) {
        try {
            return new PurgeCost(bytes).run(rounds);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private Cost[] run(int rounds) throws Throwable {
        Advice[] all = Advice.values();
        double[][][] seen = new double[all.length][4][rounds];
        touch();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < all.length; i++) {
                touch();
                SmapsRollup before = SmapsRollup.read();
                seen[i][0][round] = advise(all[i]);
                SmapsRollup after = SmapsRollup.read();
                seen[i][1][round] = 1 - (double) (before.resident() - after.resident()) / memory.byteSize();
                seen[i][2][round] = (double) (after.lazyFree() - before.lazyFree()) / memory.byteSize();
                seen[i][3][round] = touch();
            }
        }
        Cost[] costs = new Cost[all.length];
        for (int i = 0; i < all.length; i++) {
            costs[i] = new Cost(all[i], median(seen[i][0]), median(seen[i][1]), median(seen[i][2]), median(seen[i][3]));
        }
        return costs;
    }

    private double advise(Advice advice) throws Throwable {
        long start = System.nanoTime();
        long result = (long) madvise.invokeExact(memory.address(), memory.byteSize(), (long) advice.number);
        long nanos = System.nanoTime() - start;
        if ((int) result != 0) {
            throw new IllegalStateException("madvise refused " + advice);
        }
        return perPage(nanos);
    }

    private double touch() {
        long start = System.nanoTime();
        for (long i = 0; i < memory.byteSize(); i += PAGE) {
            memory.set(ValueLayout.JAVA_BYTE, i, (byte) 1);
        }
        return perPage(System.nanoTime() - start);
    }

    private double perPage(long nanos) {
        return (double) nanos * PAGE / memory.byteSize();
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}

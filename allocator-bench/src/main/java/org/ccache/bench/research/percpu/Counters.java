package org.ccache.bench.research.percpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.ccache.bench.measure.Arm;
import org.ccache.rseq.PerCpuCounter;
import org.ccache.rseq.PerCpuMemory;

/** Adding to a counter, and compare-and-store, each beside what programs use instead. */
final class Counters {
    static final String LONG_ADDER = "LongAdder";
    static final String ATOMIC = "AtomicLong";
    static final String PLAIN = "plain long, of no use to several threads";
    static final String STRIPED_CAS = "AtomicLongArray, CAS by thread";
    private static final int PAD = 16; // longs: 128 bytes

    private Counters() {}

    static List<Arm<ArmWork>> adders() {
        LongAdder adder = new LongAdder();
        AtomicLong atomic = new AtomicLong();
        MemorySegment plain = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
        return List.of(
                ours(Arm.OURS),
                ours(Arm.CONTROL),
                ArmWork.of(LONG_ADDER, () -> {
                    adder.increment();
                    return true;
                }),
                ArmWork.of(ATOMIC, () -> atomic.getAndIncrement() >= 0),
                ArmWork.of(PLAIN, () -> {
                    long value = plain.get(ValueLayout.JAVA_LONG, 0) + 1;
                    plain.set(ValueLayout.JAVA_LONG, 0, value);
                    return value > 0;
                }));
    }

    private static Arm<ArmWork> ours(String name) {
        PerCpuCounter counter = PerCpuCounter.create();
        return ArmWork.of(
                name,
                () -> {
                    counter.increment();
                    return true;
                },
                counter::close);
    }

    static List<Arm<ArmWork>> compareAndStores() {
        AtomicLongArray stripes = new AtomicLongArray(64 * PAD);
        return List.of(
                store(Arm.OURS),
                store(Arm.CONTROL),
                ArmWork.of(
                        STRIPED_CAS,
                        () -> stripes.compareAndSet(
                                (int) (Thread.currentThread().threadId() & 63) * PAD, 0, 0)));
    }

    /** Zero for zero: succeeds whatever the index is. */
    private static Arm<ArmWork> store(String name) {
        PerCpuMemory memory = PerCpuMemory.allocate(Long.BYTES);
        return ArmWork.of(name, () -> memory.compareAndStore(0, 0, 0), memory::close);
    }

    /**
     * What a counter holds at most, in bytes, counted and not measured: ours is 128 bytes for each possible index and
     * the page of the words below, in whole pages. LongAdder makes cells up to the next power of two of the
     * processors, each padded by 128 bytes before and after, and a table of references.
     */
    static String memory(long page, int indexes, int processors) {
        long ours = page + (128L * indexes + page - 1) / page * page;
        long cells = processors == 1 ? 2 : 2L * Integer.highestOneBit(processors - 1);
        return "Memory of one counter, at most: ccache " + ours + " bytes (128 for each of " + indexes
                + " indexes, in pages), LongAdder " + (cells * (24 + 256) + 16 + 4 * cells) + " bytes (" + cells
                + " padded cells and their table), AtomicLong 24 bytes; none grows with the threads.";
    }
}

package org.ccache.bench.jmh;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.ccache.allocator.ArenaOption;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.ReusableArena;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * An arena's life, or a turn of a reusable one, with some segments, of which each is written to: an allocator's arenas
 * beside the JDK's. {@code jdkAgain} is {@code jdk} under another name, for what two forks of the same differ by.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SegmentArenaBench {
    private static final CcacheAllocator ALLOCATOR = CcacheAllocator.create();

    @Param({"1", "10", "100"})
    private int segments;

    @Param({"64", "256", "1024", "4096"})
    private int size;

    private ReusableArena reusable;
    private ReusableArena reusableShared;

    /** Not at set-up: a confined one is for the thread that makes it. */
    private ReusableArena reusable() {
        if (reusable == null) {
            reusable = ALLOCATOR.reusableArena();
        }
        return reusable;
    }

    private ReusableArena reusableShared() {
        if (reusableShared == null) {
            reusableShared = ALLOCATOR.reusableSharedArena();
        }
        return reusableShared;
    }

    @TearDown
    public void close() {
        if (reusable != null) {
            reusable.close();
        }
        if (reusableShared != null) {
            reusableShared.close();
        }
    }

    /** Compiled in one piece with its caller in each case: otherwise C2 decides by how large an arena's code is. */
    @CompilerControl(CompilerControl.Mode.INLINE)
    private long use(Arena arena) {
        long sum = 0;
        for (int i = 0; i < segments; i++) {
            var segment = arena.allocate(size);
            segment.set(ValueLayout.JAVA_BYTE, 0, (byte) i);
            sum += segment.address();
        }
        return sum;
    }

    @Benchmark
    public long jdk() {
        try (Arena arena = Arena.ofConfined()) {
            return use(arena);
        }
    }

    @Benchmark
    public long jdkAgain() {
        try (Arena arena = Arena.ofConfined()) {
            return use(arena);
        }
    }

    @Benchmark
    public long confined() {
        try (Arena arena = ALLOCATOR.arena()) {
            return use(arena);
        }
    }

    @Benchmark
    public long confinedNotZeroed() {
        try (Arena arena = ALLOCATOR.arena(ArenaOption.NOT_ZEROED)) {
            return use(arena);
        }
    }

    @Benchmark
    public long turn() {
        ReusableArena arena = reusable();
        long sum = use(arena);
        arena.reset();
        return sum;
    }

    @Benchmark
    public long jdkShared() {
        try (Arena arena = Arena.ofShared()) {
            return use(arena);
        }
    }

    @Benchmark
    public long jdkSharedAgain() {
        try (Arena arena = Arena.ofShared()) {
            return use(arena);
        }
    }

    @Benchmark
    public long shared() {
        try (Arena arena = ALLOCATOR.sharedArena()) {
            return use(arena);
        }
    }

    @Benchmark
    public long sharedTurn() {
        ReusableArena arena = reusableShared();
        long sum = use(arena);
        arena.reset();
        return sum;
    }
}

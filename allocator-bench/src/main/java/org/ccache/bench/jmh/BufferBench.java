package org.ccache.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.agrona.AgronaViews;
import org.ccache.allocator.agrona.BlockBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A block as a buffer of Agrona's: as its own, which needs {@code --add-opens}, and as ours, which does not. A fork
 * loads one of the two, as most programs do. Both have their bounds checks on; {@code -jvmArgsAppend
 * -Dagrona.disable.bounds.checks=true} turns off both.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgsAppend = {"--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED"})
public class BufferBench {
    private static final int BYTES = 4096;
    private static final int WORDS = BYTES / Long.BYTES;
    private static final int MESSAGE = 64;
    private static final int MESSAGE_TYPE = 1;
    private static final String TEXT = "a line of text as it may stand in a log, of 64 characters or so.";

    @Param({"UnsafeBuffer", "BlockBuffer"})
    private String type;

    private final byte[] array = new byte[MESSAGE];
    private CcacheAllocator allocator;
    private AtomicBuffer buffer;
    private AtomicBuffer other;
    private OneToOneRingBuffer ring;
    private int next;
    private long number = 1;

    @Setup
    public void open() {
        allocator = CcacheAllocator.create();
        buffer = view(BYTES);
        other = view(BYTES);
        buffer.setMemory(0, BYTES, (byte) 1);
        buffer.putLongAscii(0, Long.MAX_VALUE);
        ring = new OneToOneRingBuffer(view(BYTES + RingBufferDescriptor.TRAILER_LENGTH));
    }

    private AtomicBuffer view(int size) {
        AtomicBuffer empty = type.equals("UnsafeBuffer") ? new UnsafeBuffer() : new BlockBuffer();
        return AgronaViews.wrap(allocator, allocator.allocate(size, AtomicBuffer.ALIGNMENT), size, empty);
    }

    @TearDown
    public void close() {
        allocator.close();
    }

    /** An index that the compiler cannot know. */
    private int index() {
        next = next + 5 & WORDS - 1;
        return next * Long.BYTES;
    }

    @Benchmark
    public long getLong() {
        return buffer.getLong(index());
    }

    @Benchmark
    public void putLong() {
        buffer.putLong(index(), number++);
    }

    /** Message fields: three types, at odd places too. */
    @Benchmark
    public long fields() {
        int at = index() & BYTES / 2 - 1;
        buffer.putInt(at + 1, next);
        buffer.putLong(at + 5, number++);
        buffer.putShort(at + 13, (short) next);
        return buffer.getInt(at + 1) + buffer.getLong(at + 5) + buffer.getShort(at + 13);
    }

    @Benchmark
    @OperationsPerInvocation(WORDS)
    public long getEachLong() {
        long sum = 0;
        for (int i = 0; i < BYTES; i += Long.BYTES) {
            sum += buffer.getLong(i);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(WORDS)
    public void putEachLong() {
        for (int i = 0; i < BYTES; i += Long.BYTES) {
            buffer.putLong(i, number);
        }
    }

    @Benchmark
    public long releaseAndAcquire() {
        int at = index();
        buffer.putLongRelease(at, number++);
        return buffer.getLongAcquire(at);
    }

    @Benchmark
    public long getAndAddLong() {
        return buffer.getAndAddLong(index(), 1);
    }

    @Benchmark
    public byte[] arrayPutAndGot() {
        int at = index() & BYTES / 2 - 1;
        buffer.putBytes(at, array);
        buffer.getBytes(at, array);
        return array;
    }

    @Benchmark
    public void copy() {
        int at = index() & BYTES / 2 - 1;
        buffer.putBytes(at, other, at, MESSAGE);
    }

    @Benchmark
    public void setMemory() {
        buffer.setMemory(index() & BYTES / 2 - 1, MESSAGE, (byte) next);
    }

    @Benchmark
    public int putStringAscii() {
        return buffer.putStringAscii(index() & BYTES / 2 - 1, TEXT);
    }

    @Benchmark
    public int putNumberAscii() {
        return other.putLongAscii(0, number += 1_234_567);
    }

    @Benchmark
    public long parseNumberAscii() {
        return buffer.parseLongAscii(0, 19);
    }

    @Benchmark
    public int message() {
        ring.write(MESSAGE_TYPE, buffer, 0, MESSAGE);
        return ring.read((kind, from, at, length) -> number += from.getLong(at), 1);
    }
}

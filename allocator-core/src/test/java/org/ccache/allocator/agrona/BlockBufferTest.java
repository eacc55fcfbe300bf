package org.ccache.allocator.agrona;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.ChildProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The buffer that needs no flag, by what the JDK says the same bytes are; that it is as Agrona's own is {@link
 * BufferBatteryTest}'s. In the JVM with the flag too.
 */
@Tag("agrona")
final class BlockBufferTest {
    private static final int SIZE = 200;

    private final CcacheAllocator allocator = CcacheAllocator.create();
    private final long block = allocator.allocate(SIZE);
    private final BlockBuffer buffer = new BlockBuffer(block, SIZE);
    private final ByteBuffer bytes = allocator.asByteBuffer(block, SIZE, ByteOrder.BIG_ENDIAN);

    @AfterEach
    void close() {
        allocator.free(block);
        assertThat(allocator.audit().liveBlocks()).isZero();
        allocator.close();
    }

    @Test
    void valuesAreWhereTheJdkSeesThem() {
        buffer.putLong(3, 0x1122334455667788L, ByteOrder.BIG_ENDIAN);
        assertThat(bytes.getLong(3)).isEqualTo(0x1122334455667788L);
        assertThat(buffer.getShort(3, ByteOrder.BIG_ENDIAN)).isEqualTo((short) 0x1122);
        assertThat(buffer.getChar(9, ByteOrder.LITTLE_ENDIAN)).isEqualTo((char) 0x8877);
        bytes.putDouble(17, Math.PI)
                .putFloat(33, 1.5f)
                .order(ByteOrder.nativeOrder())
                .putInt(41, -7);
        assertThat(buffer.getDouble(17, ByteOrder.BIG_ENDIAN)).isEqualTo(Math.PI);
        assertThat(buffer.getFloat(33, ByteOrder.BIG_ENDIAN)).isEqualTo(1.5f);
        assertThat(buffer.getInt(41)).isEqualTo(-7);
    }

    @Test
    void theBoundsAreThoseAskedForAndNotTheBlocks() {
        assertThat(allocator.usableSize(block)).isGreaterThan(SIZE);
        buffer.putLong(SIZE - Long.BYTES, 1);
        assertThatThrownBy(() -> buffer.putLong(SIZE - Long.BYTES + 1, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.getByte(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.getAndAddInt(SIZE, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.checkLimit(SIZE + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new BlockBuffer().getByte(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** Agrona's own switch, in a JVM of its own: read once in a process. */
    @Test
    void agronasSwitchTurnsTheBoundsOff() throws Exception {
        assertThat(unchecked("false").value("beyond")).isEqualTo("refused");
        assertThat(unchecked("true").value("beyond")).isEqualTo("42");
    }

    private static ChildProgram.Ending unchecked(String disabled) throws Exception {
        return new ChildProgram(UncheckedProgram.class)
                .with(AtomicBuffer.class)
                .options("-Dagrona.disable.bounds.checks=" + disabled)
                .run()
                .healthy();
    }

    @Test
    void numbersAreThoseOfTheJdk() {
        for (long value : new long[] {0, 7, 10, 99, 100, 1234567, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE}) {
            int length = buffer.putLongAscii(1, value);
            assertThat(buffer.getStringWithoutLengthAscii(1, length)).isEqualTo(Long.toString(value));
            assertThat(buffer.parseLongAscii(1, length)).isEqualTo(value);
        }
        int start = buffer.putNaturalIntAsciiFromEnd(4711, 50);
        assertThat(buffer.getStringWithoutLengthAscii(start, 50 - start)).isEqualTo("4711");
        buffer.putNaturalPaddedIntAscii(60, 6, 42);
        assertThat(buffer.getStringWithoutLengthAscii(60, 6)).isEqualTo("000042");
        buffer.putStringWithoutLengthAscii(0, "9223372036854775808");
        assertThatThrownBy(() -> buffer.parseLongAscii(0, 19))
                .isInstanceOf(NumberFormatException.class)
                .hasMessage("long overflow parsing: 9223372036854775808");
        buffer.putStringWithoutLengthAscii(0, "-2147483648");
        assertThat(buffer.parseIntAscii(0, 11)).isEqualTo(Integer.MIN_VALUE);
        assertThatThrownBy(() -> buffer.parseIntAscii(1, 10)).hasMessage("int overflow parsing: 2147483648");
        assertThatThrownBy(() -> buffer.parseNaturalIntAscii(1, 10)).isInstanceOf(NumberFormatException.class);
        buffer.putStringWithoutLengthAscii(0, "12x4");
        assertThatThrownBy(() -> buffer.parseIntAscii(0, 4)).hasMessage("error parsing int: 12x4");
    }

    @Test
    void stringsAreThoseOfTheJdk() {
        int length = buffer.putStringUtf8(5, "größer \ud83d\ude00");
        assertThat(length).isEqualTo(4 + 13);
        assertThat(buffer.getStringUtf8(5)).isEqualTo("größer \ud83d\ude00");
        assertThat(buffer.putStringAscii(5, "größer", ByteOrder.BIG_ENDIAN)).isEqualTo(10);
        assertThat(bytes.getInt(5)).isEqualTo(6);
        assertThat(buffer.getStringAscii(5, ByteOrder.BIG_ENDIAN)).isEqualTo("gr??er");
    }

    @Test
    void copiesFromAndToEveryKindOfBuffer() {
        bytes.putLong(8, 0x0102030405060708L);
        ByteBuffer part = ByteBuffer.allocate(32).slice(4, 16).position(3);
        buffer.getBytes(8, part, 8);
        assertThat(part.position()).isEqualTo(11);
        assertThat(part.getLong(3)).isEqualTo(0x0102030405060708L);
        buffer.putBytes(100, part.position(3).asReadOnlyBuffer(), 8);
        assertThat(bytes.getLong(100)).isEqualTo(0x0102030405060708L);
        BlockBuffer view = new BlockBuffer();
        view.wrap(buffer, 96, 20);
        assertThat(view.getLong(4, ByteOrder.BIG_ENDIAN)).isEqualTo(0x0102030405060708L);
        buffer.getBytes(100, view, 12, 8);
        assertThat(bytes.getLong(108)).isEqualTo(0x0102030405060708L);
        assertThat(new BlockBuffer(block + 100, 8))
                .isEqualTo(new BlockBuffer(block + 108, 8))
                .hasSameHashCodeAs(new BlockBuffer(block + 108, 8))
                .isEqualByComparingTo(new BlockBuffer(block + 108, 8))
                .isNotEqualTo(new BlockBuffer(block + 109, 8));
    }

    /** Words and bytes with their signs, as Agrona's compare: no order of the alphabet. */
    @Test
    void comparesWithSigns() {
        buffer.setMemory(0, SIZE, (byte) 0);
        buffer.putByte(108, (byte) -1);
        assertThat(new BlockBuffer(block, 9)).isGreaterThan(new BlockBuffer(block + 100, 9));
        assertThat(new BlockBuffer(block, 8)).isEqualByComparingTo(new BlockBuffer(block + 100, 8));
        assertThat(new BlockBuffer(block, 8)).isLessThan(new BlockBuffer(block, 9));
    }

    @Test
    void wrapsAndKeepsWhatIsOutsideTheHeap() {
        ByteBuffer direct = ByteBuffer.allocateDirect(40).putLong(16, 77).position(9);
        BlockBuffer view = new BlockBuffer();
        view.wrap(direct, 8, 24);
        assertThat(view.getLong(8, ByteOrder.BIG_ENDIAN)).isEqualTo(77);
        assertThat(view.byteBuffer()).isSameAs(direct);
        assertThat(view.wrapAdjustment()).isEqualTo(8);
        BlockBuffer inner = new BlockBuffer();
        inner.wrap(view, 8, 8);
        assertThat(inner.getLong(0, ByteOrder.BIG_ENDIAN)).isEqualTo(77);
        assertThat(inner.byteBuffer()).isSameAs(direct);
        assertThat(inner.wrapAdjustment()).isEqualTo(16);
        assertThatThrownBy(() -> inner.wrap(view, 8, 17)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(inner.capacity()).isEqualTo(8);
        inner.wrap(block, 3);
        assertThat(inner.byteBuffer()).isNull();
        assertThat(inner.addressOffset()).isEqualTo(block);
        assertThat(inner.byteArray()).isNull();
        assertThat(inner.isExpandable()).isFalse();
    }

    /** Where Agrona's own does harm in silence; the documentation of the class has the list. */
    @Test
    void isStricterThanAgronasOwnInFourThings() {
        assertThatThrownBy(() -> buffer.wrap(new byte[8])).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> buffer.wrap(new byte[8], 0, 8)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> buffer.wrap(ByteBuffer.allocate(8))).isInstanceOf(UnsupportedOperationException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.getLongVolatile(4));
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.getAndAddInt(2, 1));
        ByteBuffer readOnly = ByteBuffer.allocate(8).asReadOnlyBuffer();
        assertThatThrownBy(() -> buffer.getBytes(0, readOnly, 8)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.wrap(block, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.putNaturalIntAscii(0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.putNaturalIntAsciiFromEnd(-1, 20));
        assertThat(buffer.addressOffset()).isEqualTo(block);
        assertThat(buffer.capacity()).isEqualTo(SIZE);
    }

    @Test
    void alignmentIsVerified() {
        buffer.verifyAlignment();
        assertThatThrownBy(() -> new BlockBuffer(block + 4, 8).verifyAlignment())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Long.toString(block + 4));
        assertThat(buffer).hasToString("BlockBuffer[0x" + Long.toHexString(block) + ", 200 bytes]");
    }

    /** Two threads, no step of either lost. */
    @Test
    void additionsOfTwoThreadsAreAllThere() throws InterruptedException {
        buffer.setMemory(0, SIZE, (byte) 0);
        Thread[] threads = new Thread[2];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> {
                for (int k = 0; k < 50_000; k++) {
                    buffer.getAndAddLong(8, 1);
                    buffer.addIntRelease(16, 2);
                    int before = buffer.getIntOpaque(20);
                    while (before != buffer.compareAndExchangeInt(20, before, before + 3)) {
                        before = buffer.getIntVolatile(20);
                    }
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(buffer.getLong(8)).isEqualTo(100_000);
        assertThat(buffer.getInt(16)).isEqualTo(200_000);
        assertThat(buffer.getInt(20)).isEqualTo(300_000);
    }

    /** Agrona's ring on a block of ours, one thread to another, in the JVM without the flag. */
    @Test
    void carriesAgronasRing() throws InterruptedException {
        int length = 1024 + RingBufferDescriptor.TRAILER_LENGTH;
        long memory = allocator.allocateZeroed(length, AtomicBuffer.ALIGNMENT);
        OneToOneRingBuffer ring =
                new OneToOneRingBuffer(AgronaViews.wrap(allocator, memory, length, new BlockBuffer()));
        int messages = 20_000;
        Thread producer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < messages; i++) {
                buffer.putInt(0, i);
                while (!ring.write(1, buffer, 0, 12)) {
                    Thread.onSpinWait();
                }
            }
        });
        List<Integer> wrong = new ArrayList<>();
        int[] expected = {0};
        boolean more = true;
        while (more) {
            boolean works = producer.isAlive(); // before the look: what it wrote last is seen by that
            int read = ring.read((type, from, index, bytesLong) -> check(from.getInt(index), expected, wrong));
            more = works || read > 0;
        }
        producer.join();
        assertThat(expected[0]).isEqualTo(messages);
        assertThat(wrong).isEmpty();
        allocator.free(memory);
    }

    private static void check(int got, int[] expected, List<Integer> wrong) {
        if (got != expected[0]++) {
            wrong.add(got);
        }
    }

    @Test
    void isOneOfAgronasToWhoTakesOne() {
        MutableDirectBuffer view = buffer;
        view.setMemory(0, SIZE, (byte) 1);
        view.setMemory(150, 50, (byte) 9);
        assertThat(bytes.get(149)).isEqualTo((byte) 1);
        assertThat(bytes.get(150)).isEqualTo((byte) 9);
        assertThat(bytes.get(SIZE - 1)).isEqualTo((byte) 9);
    }
}

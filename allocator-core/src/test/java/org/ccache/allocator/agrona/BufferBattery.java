package org.ccache.allocator.agrona;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.concurrent.AtomicBuffer;

/** Calls one after the other on one buffer, and all that can be seen of them. */
final class BufferBattery {
    private static final String CONTENTS = "12345678901234567890-9223372036854775808 -2147483648 2147483648 text ";

    private BufferBattery() {}

    /**
     * Runs calls.
     *
     * @param buffer of {@link BufferCall#CAPACITY}
     * @param other of the same class and size, for what takes two
     * @return a line for each call, and one for what is in the buffers at the end
     */
    static List<String> run(AtomicBuffer buffer, AtomicBuffer other, List<BufferCall> calls) {
        fill(buffer, 0);
        fill(other, 5);
        List<String> lines = new ArrayList<>();
        for (BufferCall call : calls) {
            lines.add(call.on(buffer, other));
        }
        lines.add(contents(buffer) + " " + buffer.hashCode() + " " + contents(other));
        return lines;
    }

    static List<BufferCall> calls(long seed, int count) {
        Random random = new Random(seed);
        return Stream.generate(() -> BufferCall.random(random)).limit(count).toList();
    }

    private static void fill(AtomicBuffer buffer, int from) {
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.putByte(i, (byte) CONTENTS.charAt((i + from) % CONTENTS.length()));
        }
        buffer.putInt(64, 12, ByteOrder.nativeOrder()); // a length before a string
        buffer.putInt(128, 12, ByteOrder.BIG_ENDIAN);
    }

    private static String contents(AtomicBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return HexFormat.of().formatHex(bytes);
    }
}

package org.ccache.allocator.agrona;

import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A call of one of the methods of Agrona's interfaces, with arguments made from a few numbers and a text: in range and
 * beside it. The methods are found, not listed, so that none is left out.
 */
record BufferCall(Method method, List<Long> numbers, String text) {
    static final int CAPACITY = 251; // of the buffers that it is for: no multiple of a word

    /** What depends on where the buffer is: has tests of its own. */
    private static final Set<String> ELSEWHERE =
            Set.of("wrap", "addressOffset", "byteArray", "byteBuffer", "wrapAdjustment", "verifyAlignment");

    static final List<Method> METHODS = Arrays.stream(AtomicBuffer.class.getMethods())
            .filter(method -> !Modifier.isStatic(method.getModifiers()) && !ELSEWHERE.contains(method.getName()))
            .sorted(Comparator.comparing(Method::toString))
            .toList();

    private static final Pattern ATOMIC = Pattern.compile(
            "(get|put|add)\\w+(Volatile|Acquire|Release|Opaque|Ordered)|(compareAnd|getAnd)(Set|Exchange|Add)\\w+");

    private static final int[] PLACES = {
        0, 1, 8, 13, 20, 21, 41, 42, 64, 64, 128, 128, 200, 240, 243, 247, 250, 251, 300, -1, -4
    };
    private static final int[] LENGTHS = {0, 1, 2, 7, 8, 9, 10, 11, 18, 19, 20, 33, 130, 257, -1};
    private static final long[] VALUES = {0, 1, 9, 10, 99, 100, 12_345, -1, -77, 'z', 0xff7f};

    private static final String[] TEXTS = {
        "", "plain", "é and ß", "\u007f\u0080", "\ud83d\ude00 beyond", "-12", "1234567890123456789012", "x".repeat(300)
    };

    static BufferCall random(Random random) {
        Method method = METHODS.get(random.nextInt(METHODS.size()));
        LongStream numbers = LongStream.of(
                random.nextInt(4) == 0 ? random.nextInt(-9, CAPACITY + 9) : PLACES[random.nextInt(PLACES.length)],
                LENGTHS[random.nextInt(LENGTHS.length)],
                LENGTHS[random.nextInt(LENGTHS.length)],
                switch (random.nextInt(4)) {
                    case 0 -> random.nextLong();
                    case 1 -> (int) random.nextLong();
                    case 2 ->
                        random.nextBoolean()
                                ? Long.MIN_VALUE >> random.nextInt(64)
                                : Long.MAX_VALUE >> random.nextInt(64);
                    default -> VALUES[random.nextInt(VALUES.length)];
                },
                random.nextInt(4));
        String text = random.nextInt(9) == 0 ? null : TEXTS[random.nextInt(TEXTS.length)];
        return new BufferCall(method, numbers.boxed().toList(), text);
    }

    /** What the call gives or throws, and what it leaves in its arguments: in words, to be compared. */
    String on(AtomicBuffer buffer, MutableDirectBuffer other) {
        Object[] arguments = arguments(other);
        String outcome;
        try {
            outcome = String.valueOf(method.invoke(buffer, arguments));
        } catch (InvocationTargetException e) {
            outcome = e.getCause().getClass().getName();
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
        StringBuilder line = new StringBuilder(method.getName()).append(" -> ").append(outcome);
        for (Object argument : arguments) {
            line.append(' ').append(words(argument));
        }
        return line.toString();
    }

    private static String words(Object argument) {
        return switch (argument) {
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case ByteBuffer bytes -> bytes.position() + ":" + words(contents(bytes));
            case DirectBuffer bytes -> Integer.toString(bytes.hashCode());
            case null, default -> String.valueOf(argument);
        };
    }

    private static byte[] contents(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.get(0, bytes, 0, buffer.limit());
        return bytes;
    }

    private Object[] arguments(MutableDirectBuffer other) {
        List<Object> arguments = new ArrayList<>();
        int numbersUsed = 0;
        Class<?>[] types = method.getParameterTypes();
        boolean fromEnd = method.getName().endsWith("FromEnd"); // the only one that has the value first
        for (int i = 0; i < types.length; i++) {
            Class<?> type = types[i];
            if (type == int.class) {
                boolean last = Stream.of(types).skip(i + 1L).noneMatch(int.class::equals);
                boolean value = fromEnd ? i == 0 : i > 0 && last && takesValue();
                arguments.add(value ? (int) value() : place(numbersUsed++));
            } else {
                arguments.add(type.isPrimitive() ? primitive(type, i) : reference(type, other));
            }
        }
        return arguments.toArray();
    }

    /** Whether its last int is no length but what is written. */
    private boolean takesValue() {
        String name = method.getName();
        return (name.startsWith("put")
                        || name.startsWith("add")
                        || name.startsWith("getAnd")
                        || name.startsWith("comp"))
                && !name.contains("Bytes")
                && !name.contains("String");
    }

    /** Of atomic access at multiples of its size only: elsewhere the two are meant to differ. */
    private int place(int which) {
        int place = numbers.get(which).intValue();
        boolean atomic = which == 0 && ATOMIC.matcher(method.getName()).matches();
        return atomic ? place & -Long.BYTES : place;
    }

    /** Of what wants natural numbers none below 0: likewise. */
    private long value() {
        boolean natural = method.getName().startsWith("putNatural");
        return natural ? natural(numbers.get(3)) : numbers.get(3);
    }

    private long natural(long value) {
        boolean ints = method.getName().contains("Int");
        return ints ? (int) value & Integer.MAX_VALUE : value & Long.MAX_VALUE;
    }

    private Object primitive(Class<?> type, int position) {
        long value = value() - (position > 1 ? 1 : 0); // what is expected is not what is put
        return switch (type.getName()) {
            case "byte" -> (byte) value;
            case "short" -> (short) value;
            case "char" -> (char) value;
            case "long" -> value;
            case "float" -> Float.intBitsToFloat((int) value);
            case "double" -> Double.longBitsToDouble(value);
            default -> throw new AssertionError(type);
        };
    }

    private Object reference(Class<?> type, MutableDirectBuffer other) {
        return switch (type.getSimpleName()) {
            case "byte[]" -> bytes();
            case "ByteBuffer" -> byteBuffer();
            case "ByteOrder" -> (numbers.get(4) & 1) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            case "DirectBuffer", "MutableDirectBuffer" -> other;
            case "Object" -> other; // of compareTo
            case "String" -> text;
            case "CharSequence" -> text == null ? null : CharBuffer.wrap(text);
            case "Appendable" -> new StringWriter();
            default -> throw new AssertionError(type);
        };
    }

    private byte[] bytes() {
        return ("array " + numbers.get(3) + " and what follows").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * On the heap whole or a part, off it, or for sources read-only; where its position and limit are is of no matter.
     */
    private ByteBuffer byteBuffer() {
        byte[] bytes = bytes();
        ByteBuffer buffer = switch (numbers.get(4).intValue()) {
            case 0 -> ByteBuffer.wrap(bytes);
            case 1 -> ByteBuffer.wrap(bytes).slice(3, 20);
            case 2 -> ByteBuffer.allocateDirect(64).put(bytes).clear();
            default ->
                method.getName().startsWith("put")
                        ? ByteBuffer.wrap(bytes).asReadOnlyBuffer()
                        : ByteBuffer.allocate(64);
        };
        return buffer.position(2).limit(18);
    }

    @Override
    public String toString() {
        return method + " " + numbers + " " + text;
    }
}

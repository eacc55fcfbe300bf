package org.ccache.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ccache.allocator.ArenaFacts.refusesClosed;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.ccache.allocator.ArenaCase.ArenaKind;
import org.ccache.allocator.ArenaFacts.Fact;

/** What holds of every arena where segments are filled, looked at and given to native code. */
final class ArenaContentsFacts {
    private static final String TEXT = "Grüße, 世界 \uD83D\uDE80";

    private ArenaContentsFacts() {}

    static Map<String, Fact> all() {
        Map<String, Fact> all = new LinkedHashMap<>();
        all.put("texts of each charset", ArenaContentsFacts::texts);
        all.put("texts of each length", ArenaContentsFacts::textsOfEachLength);
        all.put("single values", ArenaContentsFacts::values);
        all.put("arrays of each type", ArenaContentsFacts::arrays);
        all.put("a part of another segment", ArenaContentsFacts::parts);
        all.put("a part that is not there is refused", ArenaContentsFacts::wrongParts);
        all.put("layouts", ArenaContentsFacts::layouts);
        all.put("layouts in numbers", ArenaContentsFacts::layoutsInNumbers);
        all.put("numbers of layouts that are refused", ArenaContentsFacts::wrongNumbers);
        all.put("nulls are refused", ArenaContentsFacts::nulls);
        all.put("segments are native, writable and of no file", ArenaContentsFacts::kinds);
        all.put("a misaligned access is refused", ArenaContentsFacts::misaligned);
        all.put("slices", ArenaContentsFacts::slices);
        all.put("buffers", ArenaContentsFacts::buffers);
        all.put("copies, fills and comparisons", ArenaContentsFacts::copies);
        all.put("read-only is read-only", ArenaContentsFacts::readOnly);
        all.put("allocators above it", ArenaContentsFacts::allocatorsAbove);
        all.put("others' segments may have its scope", ArenaContentsFacts::reinterpreted);
        all.put("a cleanup runs once, at the end", ArenaContentsFacts::cleanups);
        all.put("native code reads and writes", ArenaContentsFacts::nativeCode);
        all.put("a close is refused while native code has a segment", ArenaContentsFacts::acquired);
        return all;
    }

    private static void texts(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            for (Charset charset : List.of(
                    StandardCharsets.UTF_8,
                    StandardCharsets.UTF_16LE,
                    StandardCharsets.UTF_16BE,
                    StandardCharsets.UTF_32LE,
                    StandardCharsets.ISO_8859_1,
                    StandardCharsets.US_ASCII)) {
                for (String text : List.of("", "a", "plain text", TEXT)) {
                    MemorySegment segment = arena.allocateFrom(text, charset);
                    assertThat(segment.getString(0, charset)).isEqualTo(new String(text.getBytes(charset), charset));
                    assertThat(segment.byteSize())
                            .isEqualTo(text.getBytes(charset).length + "\0".getBytes(charset).length);
                }
            }
        });
    }

    private static void textsOfEachLength(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            List<MemorySegment> segments = new ArrayList<>();
            for (int length = 0; length < 300; length++) {
                segments.add(arena.allocateFrom("x".repeat(length)));
            }
            for (int length = 0; length < 300; length++) {
                assertThat(segments.get(length).getString(0)).isEqualTo("x".repeat(length));
                assertThat(segments.get(length).byteSize()).isEqualTo(length + 1);
            }
        });
    }

    private static void values(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            assertThat(arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) -3).get(ValueLayout.JAVA_BYTE, 0))
                    .isEqualTo((byte) -3);
            assertThat(arena.allocateFrom(ValueLayout.JAVA_CHAR, 'x').get(ValueLayout.JAVA_CHAR, 0))
                    .isEqualTo('x');
            assertThat(arena.allocateFrom(ValueLayout.JAVA_SHORT, (short) 7).get(ValueLayout.JAVA_SHORT, 0))
                    .isEqualTo((short) 7);
            assertThat(arena.allocateFrom(ValueLayout.JAVA_INT, -8).get(ValueLayout.JAVA_INT, 0))
                    .isEqualTo(-8);
            assertThat(arena.allocateFrom(ValueLayout.JAVA_LONG, 1L << 60).get(ValueLayout.JAVA_LONG, 0))
                    .isEqualTo(1L << 60);
            assertThat(arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1.5f).get(ValueLayout.JAVA_FLOAT, 0))
                    .isEqualTo(1.5f);
            assertThat(arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 2.5).get(ValueLayout.JAVA_DOUBLE, 0))
                    .isEqualTo(2.5);
            MemorySegment pointed = arena.allocate(1);
            MemorySegment pointer = arena.allocateFrom(ValueLayout.ADDRESS, pointed);
            assertThat(pointer.get(ValueLayout.ADDRESS, 0).address()).isEqualTo(pointed.address());
            ValueLayout.OfInt swapped = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
            assertThat(arena.allocateFrom(swapped, 1).get(ValueLayout.JAVA_BYTE, 3))
                    .isEqualTo((byte) 1);
        });
    }

    private static void arrays(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            for (int n : new int[] {0, 1, 3, 100, 20_000}) {
                byte[] bytes = new byte[n];
                short[] shorts = new short[n];
                char[] chars = new char[n];
                int[] ints = new int[n];
                long[] longs = new long[n];
                float[] floats = new float[n];
                double[] doubles = new double[n];
                for (int i = 0; i < n; i++) {
                    bytes[i] = (byte) (i + 1);
                    shorts[i] = (short) (i + 2);
                    chars[i] = (char) (i + 3);
                    ints[i] = i + 4;
                    longs[i] = i + 5L;
                    floats[i] = i + 6;
                    doubles[i] = i + 7;
                }
                assertThat(arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes).toArray(ValueLayout.JAVA_BYTE))
                        .isEqualTo(bytes);
                assertThat(arena.allocateFrom(ValueLayout.JAVA_SHORT, shorts).toArray(ValueLayout.JAVA_SHORT))
                        .isEqualTo(shorts);
                assertThat(arena.allocateFrom(ValueLayout.JAVA_CHAR, chars).toArray(ValueLayout.JAVA_CHAR))
                        .isEqualTo(chars);
                assertThat(arena.allocateFrom(ValueLayout.JAVA_INT, ints).toArray(ValueLayout.JAVA_INT))
                        .isEqualTo(ints);
                assertThat(arena.allocateFrom(ValueLayout.JAVA_FLOAT, floats).toArray(ValueLayout.JAVA_FLOAT))
                        .isEqualTo(floats);
                assertThat(arena.allocateFrom(ValueLayout.JAVA_DOUBLE, doubles).toArray(ValueLayout.JAVA_DOUBLE))
                        .isEqualTo(doubles);
                MemorySegment last = arena.allocateFrom(ValueLayout.JAVA_LONG, longs);
                assertThat(last.toArray(ValueLayout.JAVA_LONG)).isEqualTo(longs);
                assertThat(last.byteSize()).isEqualTo(8L * n);
            }
        });
    }

    private static void parts(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            MemorySegment source = MemorySegment.ofArray(new int[] {1, 2, 3, 4, 5});
            MemorySegment part = arena.allocateFrom(
                    ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN), source, ValueLayout.JAVA_INT, 4, 3);
            assertThat(part.byteSize()).isEqualTo(12);
            assertThat(part.getAtIndex(ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN), 2))
                    .isEqualTo(4);
            MemorySegment again = arena.allocateFrom(ValueLayout.JAVA_BYTE, part, ValueLayout.JAVA_BYTE, 8, 4);
            assertThat(again.toArray(ValueLayout.JAVA_BYTE)).containsExactly(0, 0, 0, 4);
        });
    }

    private static void wrongParts(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            MemorySegment source = MemorySegment.ofArray(new byte[10]);
            for (long[] part : new long[][] {{0, 11}, {5, 6}, {-1, 1}, {11, 0}}) {
                assertThatThrownBy(() -> arena.allocateFrom(
                                ValueLayout.JAVA_BYTE, source, ValueLayout.JAVA_BYTE, part[0], part[1]))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThatThrownBy(() -> arena.allocateFrom(ValueLayout.JAVA_INT, source, ValueLayout.JAVA_LONG, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> arena.allocateFrom(ValueLayout.JAVA_BYTE, source, ValueLayout.JAVA_BYTE, 0, -1))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }

    private static void layouts(ArenaCase arenas) throws Throwable {
        MemoryLayout struct = MemoryLayout.structLayout(
                ValueLayout.JAVA_INT.withName("a"), MemoryLayout.paddingLayout(4), ValueLayout.JAVA_LONG.withName("b"));
        arenas.with(arena -> {
            for (MemoryLayout layout : List.of(
                    ValueLayout.JAVA_BYTE,
                    ValueLayout.JAVA_LONG,
                    struct,
                    struct.withByteAlignment(256),
                    MemoryLayout.sequenceLayout(1000, struct),
                    MemoryLayout.sequenceLayout(0, ValueLayout.JAVA_INT))) {
                for (int i = 0; i < 5; i++) {
                    MemorySegment segment = arena.allocate(layout);
                    assertThat(segment.byteSize()).isEqualTo(layout.byteSize());
                    assertThat(segment.address() % layout.byteAlignment()).isZero();
                }
            }
        });
    }

    private static void layoutsInNumbers(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            for (long n : new long[] {0, 1, 7, 5000}) {
                MemorySegment segment = arena.allocate(ValueLayout.JAVA_LONG, n);
                assertThat(segment.byteSize()).isEqualTo(8 * n);
                for (long i = 0; i < n; i++) {
                    segment.setAtIndex(ValueLayout.JAVA_LONG, i, i);
                }
            }
        });
    }

    private static void wrongNumbers(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            assertThatThrownBy(() -> arena.allocate(ValueLayout.JAVA_LONG, -1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> arena.allocate(ValueLayout.JAVA_LONG, Long.MAX_VALUE / 4))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }

    @SuppressWarnings("NullArgumentForNonNullParameter")
    private static void nulls(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            isNull(() -> arena.allocate((MemoryLayout) null));
            isNull(() -> arena.allocate(null, 1));
            isNull(() -> arena.allocateFrom((String) null));
            isNull(() -> arena.allocateFrom(null, StandardCharsets.UTF_8));
            isNull(() -> arena.allocateFrom("text", null));
            isNull(() -> arena.allocateFrom(ValueLayout.JAVA_INT, (int[]) null));
            isNull(() -> arena.allocateFrom(null, new int[1]));
            isNull(() -> arena.allocateFrom((ValueLayout.OfInt) null, 1));
            isNull(() -> arena.allocateFrom((AddressLayout) null, MemorySegment.NULL));
            isNull(() -> arena.allocateFrom(ValueLayout.ADDRESS, null));
            isNull(() -> arena.allocateFrom(ValueLayout.JAVA_INT, null, ValueLayout.JAVA_INT, 0, 0));
            isNull(() -> arena.allocateFrom(ValueLayout.JAVA_INT, MemorySegment.NULL, null, 0, 0));
        });
    }

    private static void isNull(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isExactlyInstanceOf(NullPointerException.class);
    }

    private static void kinds(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            for (long size : new long[] {0, 10, 100_000}) {
                MemorySegment segment = arena.allocate(size);
                assertThat(segment.isNative()).isTrue();
                assertThat(segment.isMapped()).isFalse();
                assertThat(segment.isReadOnly()).isFalse();
                assertThat(segment.heapBase()).isEmpty();
                assertThat(segment.address()).isPositive();
            }
        });
    }

    private static void misaligned(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            MemorySegment segment = arena.allocate(16);
            assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_INT, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThat(segment.get(ValueLayout.JAVA_INT_UNALIGNED, 1)).isZero();
        });
    }

    private static void slices(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_INT, 1, 2, 3, 4);
            MemorySegment slice = segment.asSlice(4, 8);
            assertThat(slice.toArray(ValueLayout.JAVA_INT)).containsExactly(2, 3);
            assertThat(segment.asOverlappingSlice(slice)).isPresent();
            assertThat(slice.address() - segment.address()).isEqualTo(4);
            assertThat(arena.allocate(16).asOverlappingSlice(segment)).isEmpty();
            assertThatThrownBy(() -> segment.asSlice(4, 13)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(segment.elements(ValueLayout.JAVA_INT)).hasSize(4);
        });
    }

    private static void buffers(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            MemorySegment segment = arena.allocate(100);
            ByteBuffer buffer = segment.asByteBuffer();
            assertThat(buffer.isDirect()).isTrue();
            assertThat(buffer.capacity()).isEqualTo(100);
            assertThat(buffer.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
            buffer.putInt(8, 77);
            assertThat(segment.get(ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN), 8))
                    .isEqualTo(77);
            assertThat(MemorySegment.ofBuffer(buffer).scope()).isEqualTo(segment.scope());
        });
    }

    private static void copies(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> arenas.with(other -> {
            for (long size : new long[] {1, 100, 70_000}) {
                MemorySegment from = arena.allocate(size).fill((byte) 7);
                MemorySegment to = other.allocate(size);
                assertThat(from.mismatch(to)).isZero();
                to.copyFrom(from);
                assertThat(from.mismatch(to)).isEqualTo(-1);
                to.set(ValueLayout.JAVA_BYTE, size - 1, (byte) 8);
                assertThat(from.mismatch(to)).isEqualTo(size - 1);
            }
        }));
    }

    private static void readOnly(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            MemorySegment view = arena.allocate(8).asReadOnly();
            assertThatThrownBy(() -> view.set(ValueLayout.JAVA_LONG, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(view.scope()).isEqualTo(arena.scope());
        });
    }

    private static void allocatorsAbove(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            SegmentAllocator slicing = SegmentAllocator.slicingAllocator(arena.allocate(64));
            assertThat(slicing.allocate(60).scope()).isEqualTo(arena.scope());
            assertThatThrownBy(() -> slicing.allocate(5)).isInstanceOf(IndexOutOfBoundsException.class);
            SegmentAllocator prefix = SegmentAllocator.prefixAllocator(arena.allocate(64));
            assertThat(prefix.allocate(10).address())
                    .isEqualTo(prefix.allocate(20).address());
        });
    }

    @SuppressWarnings("restricted") // what is looked at
    private static void reinterpreted(ArenaCase arenas) throws Throwable {
        arenas.with(arena -> {
            MemorySegment view =
                    MemorySegment.ofAddress(arena.allocate(16).address()).reinterpret(16, arena, null);
            assertThat(view.scope()).isEqualTo(arena.scope());
            view.fill((byte) 1);
            if (arenas.kind().closes()) {
                arena.close();
                refusesClosed(() -> view.get(ValueLayout.JAVA_BYTE, 0));
            }
        });
    }

    @SuppressWarnings("restricted") // what is looked at
    private static void cleanups(ArenaCase arenas) {
        Arena arena = arenas.maker().get();
        AtomicInteger runs = new AtomicInteger();
        MemorySegment segment = arena.allocate(16);
        segment.reinterpret(arena, same -> runs.addAndGet(same.address() == segment.address() ? 1 : 100));
        arena.allocate(16);
        arena.close();
        assertThat(runs.get()).isEqualTo(1);
        refusesClosed(arena::close);
        assertThat(runs.get()).isEqualTo(1);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    private static void nativeCode(ArenaCase arenas) throws Throwable {
        MethodHandle strlen = function("strlen", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
        arenas.with(arena -> {
            assertThat((long) strlen.invokeExact(arena.allocateFrom("five!"))).isEqualTo(5);
            assertThat((long) strlen.invokeExact(arena.allocate(100))).isZero();
        });
    }

    /** A comparison that closes the arena in whose segment there is sorted. */
    private record Closer(Arena arena, List<Throwable> thrown) {
        private static final int TIMES = 3;

        @SuppressWarnings({"unused", "UnusedMethod"}) // by its handle
        int compare(MemorySegment one, MemorySegment other) {
            try {
                if (thrown.size() < TIMES) {
                    arena.close();
                }
            } catch (Throwable t) {
                thrown.add(t);
            }
            return Long.compare(one.get(ValueLayout.JAVA_LONG, 0), other.get(ValueLayout.JAVA_LONG, 0));
        }
    }

    @SuppressWarnings("restricted") // a call of native code
    private static void acquired(ArenaCase arenas) throws Throwable {
        AddressLayout word = ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_LONG);
        FunctionDescriptor comparison = FunctionDescriptor.of(ValueLayout.JAVA_INT, word, word);
        MethodHandle sort = function(
                "qsort",
                FunctionDescriptor.ofVoid(
                        ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
        MethodHandle compare = MethodHandles.lookup()
                .findVirtual(
                        Closer.class,
                        "compare",
                        MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
        for (int size : new int[] {3, 9_000}) { // of a chunk, and of a block of its own
            arenas.with(arena -> {
                long[] words = new long[size];
                for (int i = 0; i < size; i++) {
                    words[i] = (long) size - i;
                }
                MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_LONG, words);
                List<Throwable> thrown = new ArrayList<>();
                try (Arena code = Arena.ofConfined()) {
                    MemorySegment pointer = Linker.nativeLinker()
                            .upcallStub(compare.bindTo(new Closer(arena, thrown)), comparison, code);
                    sort.invokeExact(segment, (long) size, 8L, pointer);
                }
                assertThat(thrown).isNotEmpty().allMatch(t -> refused(t, arenas.kind()), "refused");
                for (int i = 0; i < size; i++) {
                    assertThat(segment.getAtIndex(ValueLayout.JAVA_LONG, i)).isEqualTo(i + 1);
                }
                assertThat(arena.scope().isAlive()).isTrue();
                assertThat(arena.allocate(8).get(ValueLayout.JAVA_LONG, 0)).isZero();
            });
        }
    }

    private static boolean refused(Throwable thrown, ArenaKind kind) {
        return kind == ArenaKind.AUTO
                ? thrown instanceof UnsupportedOperationException
                : thrown.getClass() == IllegalStateException.class
                        && thrown.getMessage().equals("Session is acquired by 1 clients");
    }
}

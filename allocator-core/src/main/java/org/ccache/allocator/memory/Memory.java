package org.ccache.allocator.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.ccache.os.ZeroFill;

/**
 * The only raw load and store of the allocator: addresses are plain longs, the access mode stands in the method name.
 *
 * <p>One segment over the whole address space, so that the checks fold to a test of the sign. It defeats bounds and
 * lifetime on purpose: whoever calls owns the address.
 */
public final class Memory {
    private static final MemorySegment ALL = all(); // null: denied

    private static final long ZEROED_AT_ONCE = 1 << 20;
    private static final long MANY = 2 << 10;
    private static final long MOST_BY_HAND = 64 + 32 + 16;
    private static final long[] ZEROES = new long[(int) MANY / Long.BYTES];

    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private Memory() {}

    @SuppressWarnings("restricted")
    private static MemorySegment all() {
        try {
            return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
        } catch (IllegalCallerException e) {
            return null; // and check() says so, at each time
        }
    }

    /**
     * Refuses where Java denies this module native access, though it may have granted it to the native part's.
     *
     * @throws IllegalCallerException names the modules to enable
     */
    public static void check() {
        if (ALL == null) {
            throw new IllegalCallerException("native access is denied to the module of the allocator: start Java with"
                    + " --enable-native-access=org.ccache.allocator,org.ccache.rseq (modules) or"
                    + " --enable-native-access=ALL-UNNAMED (class path)");
        }
    }

    public static byte getByte(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    public static void putByte(long address, byte value) {
        ALL.set(ValueLayout.JAVA_BYTE, address, value);
    }

    public static int getInt(long address) {
        return ALL.get(ValueLayout.JAVA_INT, address);
    }

    public static void putInt(long address, int value) {
        ALL.set(ValueLayout.JAVA_INT, address, value);
    }

    /** For words that another thread writes meanwhile: stale, never torn, read each time. */
    public static int getIntOpaque(long address) {
        return (int) INT.getOpaque(ALL, address);
    }

    /** What was stored before the partner's release store is visible after this load. */
    public static int getIntAcquire(long address) {
        return (int) INT.getAcquire(ALL, address);
    }

    /** For words that others poll: not kept in a register, no order with other stores. */
    public static void putIntOpaque(long address, int value) {
        INT.setOpaque(ALL, address, value);
    }

    /** Everything stored before is visible to whoever loads this value with acquire. */
    public static void putIntRelease(long address, int value) {
        INT.setRelease(ALL, address, value);
    }

    public static long getLong(long address) {
        return ALL.get(ValueLayout.JAVA_LONG, address);
    }

    public static void putLong(long address, long value) {
        ALL.set(ValueLayout.JAVA_LONG, address, value);
    }

    /** Copies bytes; the ranges may overlap. */
    public static void copy(long from, long to, long bytes) {
        MemorySegment.copy(ALL, from, ALL, to, bytes);
    }

    /**
     * Sets bytes, and none beside them: words where they are whole. Plain loops, so that it cannot fail for want of
     * Java heap in the middle of a slow path.
     */
    public static void fill(long address, long bytes, byte value) {
        long end = address + bytes;
        long at = address;
        for (; at < end && at % Long.BYTES != 0; at++) {
            ALL.set(ValueLayout.JAVA_BYTE, at, value);
        }
        long word = (value & 0xffL) * 0x0101_0101_0101_0101L;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            ALL.set(ValueLayout.JAVA_LONG, at, word);
        }
        for (; at < end; at++) {
            ALL.set(ValueLayout.JAVA_BYTE, at, value);
        }
    }

    /**
     * Zeroes bytes: many by the C library, few by the JDK, which begins at once. Where there is no C library in pieces,
     * since the JVM cannot stop a thread within one: a piece takes some ten microseconds.
     */
    public static void zero(long address, long bytes) {
        if (bytes >= MANY && ZeroFill.zero(address, bytes)) {
            return;
        }
        for (long done = 0; done < bytes; done += ZEROED_AT_ONCE) {
            ALL.asSlice(address + done, Math.min(ZEROED_AT_ONCE, bytes - done)).fill((byte) 0);
        }
    }

    /**
     * {@return the whole address space, in which an address is its own offset, or null where native access is denied}
     * For the one kind of view that checks its bounds itself; that no other class calls it is ArchitectureTest's.
     */
    public static MemorySegment everything() {
        return ALL;
    }

    /** A view of a block: bounded to it, of global lifetime, so nothing notices when the block is freed. */
    public static MemorySegment segment(long address, long bytes) {
        return ALL.asSlice(address, bytes);
    }

    /**
     * A view of a block that lives as long as an arena of the JDK's, and is for the threads that it is for.
     *
     * @throws IllegalStateException if that is closed
     * @throws WrongThreadException if it is another thread's
     */
    @SuppressWarnings("restricted")
    public static MemorySegment view(long address, long bytes, Arena arena) {
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, null);
    }

    /**
     * Zeroes bytes of a multiple of 16, at a multiple of that. Few by stores, then by copying zeroes, which takes less
     * than to fill (256: 5 ns and 6, 1024: 9 and 21). All in one method, which C2 takes for too large to be compiled as
     * a part of another one: what calls it stays small enough for that.
     */
    public static void zeroWords(long address, long bytes) {
        if (bytes > MOST_BY_HAND) {
            if (bytes > MANY) {
                zero(address, bytes);
            } else {
                copyFromArray(ZEROES, 0, address, (int) bytes / Long.BYTES);
            }
            return;
        }
        long end = address + bytes;
        long at = address;
        if (at <= end - 64) {
            ALL.set(ValueLayout.JAVA_LONG, at, 0L);
            ALL.set(ValueLayout.JAVA_LONG, at + 8, 0L);
            ALL.set(ValueLayout.JAVA_LONG, at + 16, 0L);
            ALL.set(ValueLayout.JAVA_LONG, at + 24, 0L);
            ALL.set(ValueLayout.JAVA_LONG, at + 32, 0L);
            ALL.set(ValueLayout.JAVA_LONG, at + 40, 0L);
            ALL.set(ValueLayout.JAVA_LONG, at + 48, 0L);
            ALL.set(ValueLayout.JAVA_LONG, at + 56, 0L);
            at += 64;
        }
        if (at <= end - 32) {
            ALL.set(ValueLayout.JAVA_LONG, at, 0L);
            ALL.set(ValueLayout.JAVA_LONG, at + 8, 0L);
            ALL.set(ValueLayout.JAVA_LONG, at + 16, 0L);
            ALL.set(ValueLayout.JAVA_LONG, at + 24, 0L);
            at += 32;
        }
        if (at < end) {
            ALL.set(ValueLayout.JAVA_LONG, at, 0L);
            ALL.set(ValueLayout.JAVA_LONG, at + 8, 0L);
        }
    }

    /** Copies words into a heap array. */
    public static void copyToArray(long from, long[] to, int start, int words) {
        MemorySegment.copy(ALL, ValueLayout.JAVA_LONG, from, to, start, words);
    }

    /** Copies words out of a heap array. */
    public static void copyFromArray(long[] from, int start, long to, int words) {
        MemorySegment.copy(from, start, ALL, ValueLayout.JAVA_LONG, to, words);
    }
}

package org.ccache.rseq.space;

import java.lang.foreign.MemorySegment;
import org.ccache.sequence.PerCpuCalls;

/**
 * The operations by number, each in both ways, with their arguments in one form. So whoever has to do one again, or in
 * the other way, is told which by a number, and no object is made for it: the ways around a refused sequence need no
 * Java heap.
 *
 * <pre>
 *   operation       at      a          b                    segment
 *   ADD             word    delta
 *   COMPARE_STORE   word    expected   value
 *   LIST_PUSH       word    node                            all nodes
 *   LIST_POP        word                                    all nodes
 *   LIST_TAKE       word
 *   STORE_BATCH     word    counts                          block
 *   COPY_STORE      word                                    block
 *   RING_OFFER              payload    record(...)          the payload's
 *   RING_CLAIM                         record(...)
 * </pre>
 *
 * <p>Words are given by their offsets in the region, nodes and payloads by their addresses; counts are compares, and
 * stores &lt;&lt; 32.
 */
public final class Operations {
    public static final int ADD = 0;
    public static final int COMPARE_STORE = 1;
    public static final int LIST_PUSH = 2;
    public static final int LIST_POP = 3;
    public static final int LIST_TAKE = 4;
    public static final int STORE_BATCH = 5;
    public static final int COPY_STORE = 6;
    public static final int RING_OFFER = 7;
    public static final int RING_CLAIM = 8;

    private Operations() {}

    /** The last argument of a ring's operations. */
    public static long record(int length, int type) {
        return length | (long) type << 32;
    }

    /** As a sequence, on the region of whatever index the thread has. */
    static long sequence(int operation, long base, long at, long a, long b, MemorySegment segment) {
        return switch (operation) {
            case ADD -> PerCpuCalls.add(base, at, a);
            case COMPARE_STORE -> PerCpuCalls.compareStore(base, at, a, b);
            case LIST_PUSH -> PerCpuCalls.listPush(base, at, a);
            case LIST_POP -> PerCpuCalls.listPop(base, at);
            case LIST_TAKE -> PerCpuCalls.listTake(base, at);
            case STORE_BATCH -> PerCpuCalls.storeBatch(base, at, segment.address(), a);
            case COPY_STORE -> PerCpuCalls.copyStore(base, at, segment.address());
            case RING_OFFER -> PerCpuCalls.ringOffer(base, segment, a, (int) b, (int) (b >>> 32));
            case RING_CLAIM -> PerCpuCalls.ringClaim(base, (int) b, (int) (b >>> 32));
            default -> throw new IllegalArgumentException("operation " + operation);
        };
    }

    /** In plain Java, on a region that the thread has alone. */
    static long plain(int operation, Space space, long region, long at, long a, long b, MemorySegment segment) {
        MemorySegment memory = space.memory();
        return switch (operation) {
            case ADD -> PlainOperations.add(memory, region + at, a);
            case COMPARE_STORE -> PlainOperations.compareStore(memory, region + at, a, b);
            case LIST_PUSH -> PlainOperations.listPush(memory, region + at, segment, a);
            case LIST_POP -> PlainOperations.listPop(memory, region + at, segment);
            case LIST_TAKE -> PlainOperations.listTake(memory, region + at);
            case STORE_BATCH -> PlainOperations.storeBatch(memory, region, at, segment, (int) a, (int) (a >>> 32));
            case COPY_STORE -> PlainOperations.copyStore(memory, region, at, segment);
            case RING_OFFER ->
                PlainOperations.ringPut(
                        memory, region, space.capacity(), (int) (b >>> 32), (int) b, segment, a - segment.address());
            case RING_CLAIM ->
                PlainOperations.ringPut(memory, region, space.capacity(), (int) (b >>> 32), (int) b, null, 0);
            default -> throw new IllegalArgumentException("operation " + operation);
        };
    }
}

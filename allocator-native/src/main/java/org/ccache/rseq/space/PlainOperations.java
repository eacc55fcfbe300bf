package org.ccache.rseq.space;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccache.layout.SpaceLayout;

/**
 * The sequences of {@code percpu.md} in plain Java, with the same results, for whoever has a region alone: by its
 * lock, or by having stopped it. What others read meanwhile is committed with release, as there.
 *
 * <p><b>An error leaves nothing half done.</b> Each ends with one store, the commit, as the sequences do, and calls
 * nothing after it: an error before it, such as a stack overflow in the midst, leaves what the same sequence leaves
 * when it is aborted for good, namely nothing that anybody looks at, and after it there is nothing that could fail. So
 * whoever catches an error knows that the operation has not been done.
 *
 * <p>A region is given by its offset in the memory, words by theirs in the region, nodes by their addresses.
 */
public final class PlainOperations {
    /** The block of {@link #copyStore}: longs at these offsets, then the bytes; {@code percpu.md} has it. */
    public static final long COPY_EXPECTED = 0;

    public static final long COPY_VALUE = 8;
    public static final long COPY_DESTINATION = 16;
    public static final long COPY_SOURCE = 24;
    public static final long COPY_LENGTH = 32;

    /** Where this class looks for the bytes; COPY_SOURCE is their address. */
    public static final long COPY_STAGE = 48;

    private PlainOperations() {}

    public static long add(MemorySegment memory, long word, long delta) {
        Words.setRelease(memory, word, Words.get(memory, word) + delta);
        return 0;
    }

    /** The node's link is a word of {@code nodes}; it is the caller's until the commit. */
    public static long listPush(MemorySegment memory, long word, MemorySegment nodes, long node) {
        nodes.set(ValueLayout.JAVA_LONG, node - nodes.address(), Words.get(memory, word));
        Words.setRelease(memory, word, node);
        return 0;
    }

    public static long listPop(MemorySegment memory, long word, MemorySegment nodes) {
        long node = Words.get(memory, word);
        if (node == 0) {
            return SpaceLayout.EMPTY;
        }
        Words.setRelease(memory, word, nodes.get(ValueLayout.JAVA_LONG, node - nodes.address()));
        return node;
    }

    public static long listTake(MemorySegment memory, long word) {
        long node = Words.get(memory, word);
        if (node == 0) {
            return SpaceLayout.EMPTY;
        }
        Words.setRelease(memory, word, 0);
        return node;
    }

    public static long compareStore(MemorySegment memory, long word, long expected, long value) {
        if (Words.get(memory, word) != expected) {
            return SpaceLayout.DIFFERENT;
        }
        Words.setRelease(memory, word, value);
        return 0;
    }

    /**
     * Compares, stores and commits. An error may leave some of the stores done, as a refused sequence may: they mean
     * nothing.
     *
     * @param block the value to commit, then pairs of offset and value: those compared, then those stored
     */
    public static long storeBatch(
            MemorySegment memory, long region, long offset, MemorySegment block, int compares, int stores) {
        for (int pair = 0; pair < compares; pair++) {
            if (Words.get(memory, region + block.getAtIndex(ValueLayout.JAVA_LONG, 1 + 2L * pair))
                    != block.getAtIndex(ValueLayout.JAVA_LONG, 2 + 2L * pair)) {
                return SpaceLayout.DIFFERENT;
            }
        }
        for (int pair = compares; pair < compares + stores; pair++) {
            Words.set(
                    memory,
                    region + block.getAtIndex(ValueLayout.JAVA_LONG, 1 + 2L * pair),
                    block.getAtIndex(ValueLayout.JAVA_LONG, 2 + 2L * pair));
        }
        Words.setRelease(memory, region + offset, block.get(ValueLayout.JAVA_LONG, 0));
        return 0;
    }

    /**
     * Copies and commits, as the block says. An error may leave some of the bytes, which mean nothing without the
     * commit.
     */
    public static long copyStore(MemorySegment memory, long region, long offset, MemorySegment block) {
        long word = region + offset;
        if (Words.get(memory, word) != block.get(ValueLayout.JAVA_LONG, COPY_EXPECTED)) {
            return SpaceLayout.DIFFERENT;
        }
        long to = region + block.get(ValueLayout.JAVA_LONG, COPY_DESTINATION);
        MemorySegment.copy(block, COPY_STAGE, memory, to, block.get(ValueLayout.JAVA_LONG, COPY_LENGTH));
        Words.setRelease(memory, word, block.get(ValueLayout.JAVA_LONG, COPY_VALUE));
        return 0;
    }

    /**
     * Puts a record into a ring. Before the commit all goes above the head, where nobody reads, but for the tail as it
     * was seen, which is one that was.
     *
     * @param length of the payload in bytes
     * @param source of the payload, null for a claim: the record then says so by its negated length
     * @return the payload's address, or FULL
     */
    public static long ringPut(
            MemorySegment memory,
            long region,
            long capacity,
            int type,
            int length,
            MemorySegment source,
            long sourceOffset) {
        long head = Words.get(memory, region + SpaceLayout.RING_HEAD);
        long position = head & capacity - 1;
        long end = capacity - position;
        long need = SpaceLayout.recordBytes(length);
        long total = need <= end ? need : end + need;
        if (total > Words.get(memory, region + SpaceLayout.RING_SEEN) + capacity - head) {
            // Acquire: partner of the consumer's release; it has read what it gave back.
            long tail = Words.getAcquire(memory, region + SpaceLayout.RING_TAIL);
            Words.set(memory, region + SpaceLayout.RING_SEEN, tail);
            if (total > tail + capacity - head) {
                return SpaceLayout.FULL;
            }
        }
        long record = region + SpaceLayout.RING_DATA + position;
        if (need > end) {
            Words.setInt(memory, record, (int) end);
            Words.setInt(memory, record + SpaceLayout.RECORD_TYPE, SpaceLayout.PADDING);
            record -= position;
        }
        int marked = length + SpaceLayout.RECORD_HEADER;
        Words.setInt(memory, record, source == null ? -marked : marked);
        Words.setInt(memory, record + SpaceLayout.RECORD_TYPE, type);
        long payload = record + SpaceLayout.RECORD_HEADER;
        if (source != null) {
            MemorySegment.copy(source, sourceOffset, memory, payload, length);
        }
        long address = memory.address() + payload; // now: after the commit nothing is called
        // Release: partner of the consumer's acquire; the record is all there.
        Words.setRelease(memory, region + SpaceLayout.RING_HEAD, head + total);
        return address;
    }
}

package org.ccache.rseq.space;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccache.os.SpaceLayout;

/**
 * The sequences of {@code percpu.md} in plain Java, with the same results, for whoever has a region alone: by its
 * lock, or by having stopped it. What others read meanwhile is committed with release, as there.
 *
 * <p>A region is given by its offset in the memory, words by theirs in the region, nodes by their addresses.
 */
public final class PlainOperations {
    private PlainOperations() {}

    public static long add(MemorySegment memory, long word, long delta) {
        Words.setRelease(memory, word, Words.get(memory, word) + delta);
        return 0;
    }

    /** The node's link is a word of {@code nodes}. */
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
     * Compares, stores and commits.
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
     * Puts a record into a ring.
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
        // Release: partner of the consumer's acquire; the record is all there.
        Words.setRelease(memory, region + SpaceLayout.RING_HEAD, head + total);
        return memory.address() + payload;
    }
}

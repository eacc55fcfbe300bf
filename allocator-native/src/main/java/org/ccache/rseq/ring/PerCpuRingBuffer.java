package org.ccache.rseq.ring;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import org.ccache.os.PerCpuCalls;
import org.ccache.os.SpaceLayout;
import org.ccache.rseq.space.PlainOperations;
import org.ccache.rseq.space.Space;
import org.ccache.rseq.space.Words;

/**
 * A ring buffer of messages off the heap, for many producers and one consumer: a ring for each index. An offer is one
 * restartable sequence (read head, write record, commit head), so producers never wait for each other, and their head
 * is in a cache line of their processor's own; the consumer polls all rings.
 *
 * <p><b>Order.</b> First in, first out for each ring only. A thread that moves to another index between two offers
 * may have the second one read first: whoever needs an order across rings puts a number into the message.
 *
 * <p><b>Messages.</b> A type, which must be positive, and 0 to {@link #maxMessageLength} bytes: half a ring, so that
 * an empty one takes every message whatever its position. Records are 8 bytes longer, rounded up to 8, and never wrap
 * around: the rest before the end is skipped. Messages of up to 512 bytes off the heap are copied within the
 * sequence; longer ones, and those on the heap, are claimed, copied and published.
 *
 * <p><b>Full.</b> {@link #offer} and {@link #tryClaim} answer at once if the ring of the index that they meet is
 * full, whatever room there is elsewhere, and whether or not there is a consumer. A claim that is not yet published
 * holds up the messages behind it in its own ring, not other rings.
 *
 * <p><b>Errors.</b> {@link IllegalArgumentException} for a type below 1 and a length below 0 or above the most;
 * {@link IllegalStateException} after {@link #close}. Producers: thread-safe, platform and virtual threads. Consumer:
 * calls of {@link #read} exclude each other.
 *
 * <p>Memory: {@link org.ccache.rseq.Rseq#indexes} × (capacity + 256 bytes) of address space, of which only rings in
 * use cost memory. Claim, commit and handler are modelled on Agrona's {@code ManyToOneRingBuffer}.
 */
public final class PerCpuRingBuffer implements AutoCloseable {
    /** The smallest capacity in bytes. */
    public static final int MIN_CAPACITY = 64;

    /** The largest capacity in bytes: lengths of records are 32 bit. */
    public static final int MAX_CAPACITY = 1 << 30;

    private final int capacity;
    private final Space space;
    private final MemorySegment memory;
    private final MemorySegment readOnly;

    // The consumer's, guarded by this object's monitor.
    private int first; // index to begin the next round of polling at
    private boolean reading;

    private PerCpuRingBuffer(int capacity) {
        this.capacity = capacity;
        this.space = new Space(SpaceLayout.RING_DATA + capacity, capacity);
        this.memory = space.memory();
        this.readOnly = memory.asReadOnly();
    }

    /**
     * An empty one.
     *
     * @param capacityPerIndex bytes of each ring, a power of two from {@value #MIN_CAPACITY} to
     *      {@value #MAX_CAPACITY}
     * @throws IllegalArgumentException for any other number, and if that is more than the machine can map
     * @throws OutOfMemoryError if the system has no room for it
     */
    public static PerCpuRingBuffer create(int capacityPerIndex) {
        if (Integer.bitCount(capacityPerIndex) != 1
                || capacityPerIndex < MIN_CAPACITY
                || capacityPerIndex > MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity " + capacityPerIndex + " is no power of two from "
                    + MIN_CAPACITY + " to " + MAX_CAPACITY);
        }
        return new PerCpuRingBuffer(capacityPerIndex);
    }

    /** Bytes of each index's ring. */
    public int capacity() {
        return capacity;
    }

    /** The longest message in bytes: capacity / 2 - 8. */
    public int maxMessageLength() {
        return capacity / 2 - SpaceLayout.RECORD_HEADER;
    }

    /**
     * Puts a message into the ring of the calling thread's index. Never blocks.
     *
     * @param type positive, for the handler
     * @param source of the payload, on the heap or off; its arena cannot be closed during the call, as with any
     *      downcall, which for {@link java.lang.foreign.Arena#ofShared} costs two atomic instructions
     * @param offset of the payload in the source
     * @param length of the payload in bytes, 0 allowed
     * @return false if that ring is full: nothing has changed
     * @throws IndexOutOfBoundsException if the payload is not in the source
     * @throws IllegalStateException also if the source's arena is closed
     * @throws WrongThreadException if the source is another thread's
     */
    public boolean offer(int type, MemorySegment source, long offset, int length) {
        check(type, length);
        Objects.checkFromIndexSize(offset, length, source.byteSize());
        if (length > SpaceLayout.MAX_COPY || !source.isNative()) {
            return offerByClaim(type, source, offset, length);
        }
        long from = source.address() + offset;
        try {
            long result = PerCpuCalls.ringOffer(space.base(), source, from, length, type);
            if (result < 0 && result != SpaceLayout.FULL) {
                result = space.settle(
                        result,
                        () -> PerCpuCalls.ringOffer(space.base(), source, from, length, type),
                        region -> PlainOperations.ringPut(memory, region, capacity, type, length, source, offset));
            }
            return result >= 0;
        } finally {
            Reference.reachabilityFence(space);
        }
    }

    /** The same with the whole segment as payload. */
    public boolean offer(int type, MemorySegment source) {
        if (source.byteSize() > maxMessageLength()) {
            throw new IllegalArgumentException(source.byteSize() + " bytes, the most are " + maxMessageLength());
        }
        return offer(type, source, 0, (int) source.byteSize());
    }

    private void check(int type, int length) {
        if (type <= 0) {
            throw new IllegalArgumentException("type " + type + " is not positive");
        }
        if (length < 0 || length > maxMessageLength()) {
            throw new IllegalArgumentException(length + " bytes: 0 to " + maxMessageLength() + " are possible");
        }
    }

    private boolean offerByClaim(int type, MemorySegment source, long offset, int length) {
        long claim = tryClaim(type, length);
        if (claim == 0) {
            return false;
        }
        boolean copied = false;
        try {
            MemorySegment.copy(source, offset, memory, claim, length);
            copied = true;
        } finally {
            if (!copied) {
                giveUp(claim, length + SpaceLayout.RECORD_HEADER); // beside a close too: the copy's error is told
            }
        }
        publish(claim, length + SpaceLayout.RECORD_HEADER);
        return true;
    }

    /**
     * Reserves a message in the ring of the calling thread's index, to be written in place: then {@link #commit} or
     * {@link #abort}, by any thread. Until then it holds up its ring's messages behind it, for ever if neither is
     * called. Never blocks.
     *
     * @param type positive
     * @param length of the payload in bytes, 0 allowed
     * @return the payload's offset in {@link #buffer}, a multiple of 8, or 0 if that ring is full
     */
    public long tryClaim(int type, int length) {
        check(type, length);
        try {
            long result = PerCpuCalls.ringClaim(space.base(), length, type);
            if (result < 0 && result != SpaceLayout.FULL) {
                result = space.settle(
                        result,
                        () -> PerCpuCalls.ringClaim(space.base(), length, type),
                        region -> PlainOperations.ringPut(memory, region, capacity, type, length, null, 0));
            }
            return result < 0 ? 0 : result - memory.address();
        } finally {
            Reference.reachabilityFence(space);
        }
    }

    /**
     * The memory of all rings, for claims: {@code length} bytes from the claim's offset are the claimant's until
     * commit or abort. To write elsewhere breaks the rings.
     */
    public MemorySegment buffer() {
        return memory;
    }

    /**
     * Publishes a claim: the consumer sees all that was written to it before.
     *
     * @param claim of {@link #tryClaim}, not ended before. Only the record's length is there to tell by: an offset in
     *      the midst of payloads, or a claim whose place holds the next one by now, may pass for a claim
     * @throws IllegalArgumentException if no record that could be a claim is there
     */
    public void commit(long claim) {
        publish(claim, claimed(claim));
    }

    /**
     * Gives a claim up: the consumer skips it.
     *
     * @param claim as for {@link #commit}
     * @throws IllegalArgumentException as {@link #commit}
     */
    public void abort(long claim) {
        giveUp(claim, claimed(claim));
    }

    private void giveUp(long claim, int length) {
        Words.setInt(memory, claim - SpaceLayout.RECORD_HEADER + SpaceLayout.RECORD_TYPE, SpaceLayout.PADDING);
        publish(claim, length);
    }

    /** Release: partner of the consumer's acquire of the length; payload and type are there. */
    private void publish(long claim, int length) {
        Words.setIntRelease(memory, claim - SpaceLayout.RECORD_HEADER, length);
    }

    /** The length with header of the record that a claim is the payload of. */
    private int claimed(long claim) {
        space.requireUsable();
        if ((claim & 7) == 0
                && claim >= space.region(0) + SpaceLayout.RING_DATA + SpaceLayout.RECORD_HEADER
                && claim <= memory.byteSize()) {
            int length = -Words.getInt(memory, claim - SpaceLayout.RECORD_HEADER);
            if (length >= SpaceLayout.RECORD_HEADER && length <= capacity / 2) {
                return length;
            }
        }
        space.requireUsable(); // a close meanwhile has zeroed the record
        throw new IllegalArgumentException("no open claim at " + claim);
    }

    /**
     * Hands the next messages to the handler, at most {@code limit}, from all rings in turn; each call begins at
     * another one. Does not wait for any. If the handler throws, the message that it was given counts as read, and
     * the exception is passed on.
     *
     * @return how many it was given
     * @throws IllegalArgumentException if the limit is negative
     * @throws IllegalStateException also from within the handler
     */
    public synchronized int read(MessageHandler handler, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit " + limit);
        }
        space.requireUsable();
        if (reading) {
            throw new IllegalStateException("read from within the handler");
        }
        reading = true;
        try {
            int rings = space.opened();
            first = first + 1 < rings ? first + 1 : 0;
            int count = 0;
            for (int i = 0; i < rings && count < limit; i++) {
                int index = first + i < rings ? first + i : first + i - rings;
                count += read(space.region(index), handler, limit - count);
            }
            return count;
        } finally {
            reading = false;
        }
    }

    private int read(long region, MessageHandler handler, int limit) {
        long tail = Words.get(memory, region + SpaceLayout.RING_TAIL); // written by this side only
        // Acquire: partner of the commit of an offer or claim; records below the head are there.
        long head = Words.getAcquire(memory, region + SpaceLayout.RING_HEAD);
        long at = tail;
        int count = 0;
        try {
            while (at < head && count < limit) {
                long record = region + SpaceLayout.RING_DATA + (at & capacity - 1);
                // Acquire: partner of the release that publishes a claim.
                int length = Words.getIntAcquire(memory, record);
                if (length <= 0) {
                    break; // claimed, not yet published; 0: the handler has closed the ring
                }
                at += SpaceLayout.recordBytes(length - SpaceLayout.RECORD_HEADER);
                int type = Words.getInt(memory, record + SpaceLayout.RECORD_TYPE);
                if (type != SpaceLayout.PADDING) {
                    count++;
                    handler.onMessage(
                            type, readOnly, record + SpaceLayout.RECORD_HEADER, length - SpaceLayout.RECORD_HEADER);
                }
            }
        } finally {
            if (at != tail && !space.closed()) {
                // Release: partner of the owners' acquire; nothing is read of these records any more.
                Words.setRelease(memory, region + SpaceLayout.RING_TAIL, at);
            }
        }
        return count;
    }

    /** Bytes that records of all rings take, headers and padding included; of some moment of the call for each ring. */
    public long size() {
        long sum = 0;
        for (int index = 0; index < space.opened(); index++) {
            sum += size(space.region(index));
        }
        space.requireUsable(); // afterwards: a close that came first has zeroed heads and tails
        return sum;
    }

    /** The tail on both sides of the head: had it moved in between, the difference could exceed the capacity. */
    private long size(long region) {
        long tail = Words.getAcquire(memory, region + SpaceLayout.RING_TAIL);
        while (true) {
            long head = Words.getAcquire(memory, region + SpaceLayout.RING_HEAD);
            long after = Words.getAcquire(memory, region + SpaceLayout.RING_TAIL);
            if (after == tail) {
                return head - tail;
            }
            tail = after;
        }
    }

    /** How often offers and claims were aborted and started again. */
    public long aborts() {
        return space.aborts();
    }

    /**
     * Refuses every call from now on and gives the memory back; messages not yet read are gone. Waits for a
     * {@link #read} of another thread; within the handler it ends the reading. Closing again does nothing.
     */
    @Override
    public synchronized void close() {
        space.close();
    }
}

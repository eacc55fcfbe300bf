package org.ccache.rseq.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import org.ccache.layout.SpaceLayout;
import org.ccache.rseq.space.Linking;
import org.ccache.rseq.space.Operations;
import org.ccache.rseq.space.RegionLock;
import org.ccache.rseq.space.Space;
import org.ccache.rseq.space.Words;
import org.ccache.sequence.PerCpuCalls;
import org.ccache.sync.ShortLock;
import org.ccache.sync.StackHeadroom;

/**
 * A ring buffer of messages off the heap, for many producers and one consumer: a ring for each index. An offer is one
 * restartable sequence (read head, write record, commit head), so producers do not wait for each other, and their head
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
 * <p><b>Full.</b> {@link #offer} and {@link #tryClaim} wait for no room: false or 0 if the ring of the index that they
 * meet is full, whatever room there is elsewhere, and whether or not there is a consumer. A claim that is not yet
 * published holds up the messages behind it in its own ring, not other rings.
 *
 * <p><b>Waiting.</b> Producers wait for nobody as long as their sequence commits, which is nearly always. They may
 * wait, for microseconds, where {@link org.ccache.rseq.PerCpuMemory} says so of its operations: at the first use of an
 * index, after many aborts, and for each other where sequences are unavailable. {@link #read} waits for another
 * thread's {@link #read}, and {@link #close} for both.
 *
 * <p><b>After an error</b>, a {@link StackOverflowError} for example, the rings are as if the call had not been made: a
 * message that {@link #offer} had begun is skipped by the consumer. But an offer from off the heap that ends so, in
 * code that is not yet compiled, may have put its message.
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

    private static final int UNFINISHED = 64; // to begin with
    private static final int REHEARSED_CAPACITY = 4096;

    private static volatile boolean rehearsed;

    private final int capacity;
    private final Space space;
    private final MemorySegment memory;
    private final MemorySegment readOnly;
    private final long address; // of the memory

    private final RegionLock reading = new RegionLock();
    private Thread reader; // written with the lock held, read by anybody to look for itself

    // The consumer's, guarded by the lock.
    private int first; // index to begin the next round of polling at
    private final long[] tails; // of the rings: up to where messages were handed out

    /** Claims of offers that an error has ended, for the consumer to give up; guarded by the lock below. */
    private long[] unfinished = new long[UNFINISHED];

    private volatile int unfinishedCount;
    private final ShortLock unfinishedLock = new ShortLock(); // no monitor: see RegionLock

    private PerCpuRingBuffer(int capacity) {
        this.capacity = capacity;
        this.space = new Space(SpaceLayout.RING_DATA + capacity, capacity);
        this.memory = space.memory();
        this.readOnly = memory.asReadOnly();
        this.address = memory.address();
        this.tails = new long[space.limit()];
    }

    /**
     * Maps rings for all indexes; the system gives pages as they are written.
     *
     * @param capacityPerIndex bytes of each ring, a power of two from {@value #MIN_CAPACITY} to
     *      {@value #MAX_CAPACITY}
     * @return an empty one
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
        if (!rehearsed) {
            rehearse();
        }
        return new PerCpuRingBuffer(capacityPerIndex);
    }

    /** Everything once, so that all is linked before the first ring is given out: see {@code Rehearsal}. */
    private static void rehearse() {
        Linking.requireRoom();
        PerCpuRingBuffer ring = new PerCpuRingBuffer(REHEARSED_CAPACITY);
        MemorySegment source = MemorySegment.ofArray(new byte[SpaceLayout.MAX_COPY + 1]);
        MemorySegment gone;
        try (Arena arena = Arena.ofConfined()) {
            gone = arena.allocate(source.byteSize());
            ring.offer(1, gone, 0, Long.BYTES);
        }
        ring.offer(1, source);
        try {
            ring.offer(1, gone);
        } catch (IllegalStateException e) { // its arena is closed: the claim is for the consumer to give up
        }
        long claim = ring.tryClaim(1, 0);
        if (claim != 0) {
            ring.commit(claim);
        }
        claim = ring.tryClaim(1, 0);
        if (claim != 0) {
            ring.abort(claim);
        }
        ring.read(
                new MessageHandler() {
                    @Override
                    public void onMessage(int type, MemorySegment buffer, long offset, int length) {}
                },
                Integer.MAX_VALUE);
        ring.size();
        ring.aborts();
        ring.close();
        rehearsed = true;
    }

    /** {@return the bytes of each index's ring} */
    public int capacity() {
        return capacity;
    }

    /** {@return the longest message in bytes: capacity / 2 - 8} */
    public int maxMessageLength() {
        return capacity / 2 - SpaceLayout.RECORD_HEADER;
    }

    /**
     * Puts a message into the ring of the calling thread's index. Waits for no room.
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
                result = space.settle(result, Operations.RING_OFFER, 0, from, Operations.record(length, type), source);
            }
            return result >= 0;
        } finally {
            Reference.reachabilityFence(space);
        }
    }

    /**
     * The same with the whole segment as payload.
     *
     * @param type positive
     * @param source of the payload, on the heap or off
     * @return false if that ring is full
     */
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

    /** A claim that cannot be published is the consumer's to give up, whatever was thrown. */
    private boolean offerByClaim(int type, MemorySegment source, long offset, int length) {
        long claim = tryClaim(type, length);
        if (claim == 0) {
            return false;
        }
        boolean published = false;
        try {
            MemorySegment.copy(source, offset, memory, claim, length);
            StackHeadroom.checkCall(); // what is published says so: else another's claim in its place might be given up
            publish(claim, length + SpaceLayout.RECORD_HEADER);
            published = true;
        } finally {
            if (!published) {
                leaveUnfinished(claim);
            }
        }
        return true;
    }

    /**
     * Tells the consumer of a claim. That takes the stack that tryClaim has seen to be there, and heap only if there
     * are more such claims than ever; without it the claim is given up here, which takes more stack than to tell of it.
     */
    private void leaveUnfinished(long claim) {
        boolean told = false;
        unfinishedLock.lock();
        try {
            int count = unfinishedCount;
            if (count == unfinished.length) {
                long[] more = new long[2 * count];
                for (int i = 0; i < count; i++) { // by hand: arraycopy would be a call
                    more[i] = unfinished[i];
                }
                unfinished = more;
            }
            unfinished[count] = claim;
            unfinishedCount = count + 1;
            told = true;
        } catch (OutOfMemoryError e) { // the first error is told
        } finally {
            unfinishedLock.held = ShortLock.FREE; // no call: cannot fail
        }
        if (!told) {
            giveUpIfOpen(claim);
        }
    }

    private void giveUpIfOpen(long claim) {
        int length = openClaim(claim);
        if (length != 0) { // else the error came when it was published or given up
            giveUp(claim, length);
        }
    }

    /** Before anything is read: so no record of these has been read and given to another claim. */
    private void giveUpUnfinished() {
        unfinishedLock.lock();
        try {
            while (unfinishedCount > 0) {
                int count = unfinishedCount - 1;
                giveUpIfOpen(unfinished[count]);
                unfinishedCount = count;
            }
        } finally {
            unfinishedLock.held = ShortLock.FREE; // no call: cannot fail
        }
    }

    /**
     * Reserves a message in the ring of the calling thread's index, to be written in place: then {@link #commit} or
     * {@link #abort}, by any thread. Until then it holds up its ring's messages behind it, for ever if neither is
     * called. Waits for no room.
     *
     * @param type positive
     * @param length of the payload in bytes, 0 allowed
     * @return the payload's offset in {@link #buffer}, a multiple of 8, or 0 if that ring is full
     */
    public long tryClaim(int type, int length) {
        check(type, length);
        StackHeadroom.checkCall(); // a claim that is made is told of
        try {
            long result = PerCpuCalls.ringClaim(space.base(), length, type);
            if (result < 0 && result != SpaceLayout.FULL) {
                result = space.settle(result, Operations.RING_CLAIM, 0, 0, Operations.record(length, type), null);
            }
            return result < 0 ? 0 : result - address; // no call: the claim is made
        } finally {
            Reference.reachabilityFence(space);
        }
    }

    /**
     * The memory of all rings, for claims: {@code length} bytes from the claim's offset are the claimant's until
     * commit or abort. To write elsewhere breaks the rings.
     *
     * @return the same segment each time
     */
    public MemorySegment buffer() {
        return memory;
    }

    /**
     * Publishes a claim: the consumer sees all that was written to it before. If it ends with an error, the claim may
     * be open still: again, then.
     *
     * @param claim of {@link #tryClaim}, not ended before. Only the record's length is there to tell by: an offset in
     *      the midst of payloads, or a claim whose place holds the next one by now, may pass for a claim
     * @throws IllegalArgumentException if no record that could be a claim is there
     */
    public void commit(long claim) {
        publish(claim, claimed(claim));
    }

    /**
     * Gives a claim up: the consumer skips it. After an error: again, as {@link #commit}; the claim cannot be committed
     * any more.
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
            int length = openClaim(claim);
            if (length != 0) {
                return length;
            }
        }
        space.requireUsable(); // a close meanwhile has zeroed the record
        throw new IllegalArgumentException("no open claim at " + claim);
    }

    /** The length with header as the record has it, 0 if that is none of an open claim. */
    private int openClaim(long claim) {
        int length = -Words.getInt(memory, claim - SpaceLayout.RECORD_HEADER);
        return length >= SpaceLayout.RECORD_HEADER && length <= capacity / 2 ? length : 0;
    }

    /**
     * Hands the next messages to the handler, at most {@code limit}, from all rings in turn; each call begins at
     * another one. Does not wait for any. If the handler throws, the message that it was given counts as read, and
     * the exception is passed on.
     *
     * @param handler given a message at a time, within this call
     * @param limit 0 or more
     * @return how many it was given
     * @throws IllegalArgumentException if the limit is negative
     * @throws IllegalStateException also from within the handler
     */
    public int read(MessageHandler handler, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit " + limit);
        }
        Objects.requireNonNull(handler);
        space.requireUsable();
        Thread self = Thread.currentThread();
        if (reader == self) {
            throw new IllegalStateException("read from within the handler");
        }
        reading.await();
        try {
            space.requireUsable(); // again: a close may have come first
            reader = self;
            if (unfinishedCount > 0) {
                giveUpUnfinished();
            }
            int rings = space.opened();
            first = first + 1 < rings ? first + 1 : 0;
            int count = 0;
            for (int i = 0; i < rings && count < limit; i++) {
                int index = first + i < rings ? first + i : first + i - rings;
                count += read(index, handler, limit - count);
            }
            return count;
        } finally {
            reader = null; // no call in here: cannot fail
            reading.held = ShortLock.FREE;
        }
    }

    /**
     * What was handed out is known by a store to a field, before the handler is called. The word that tells the
     * producers follows, at the latest in the next call.
     */
    private int read(int index, MessageHandler handler, int limit) {
        long region = space.region(index);
        // Acquire: partner of the commit of an offer or claim; records below the head are there.
        long head = Words.getAcquire(memory, region + SpaceLayout.RING_HEAD);
        long told = Words.get(memory, region + SpaceLayout.RING_TAIL); // written by this side only
        int count = 0;
        try {
            while (tails[index] < head && count < limit) {
                long record = region + SpaceLayout.RING_DATA + (tails[index] & capacity - 1);
                // Acquire: partner of the release that publishes a claim.
                int length = Words.getIntAcquire(memory, record);
                if (length <= 0) {
                    break; // claimed, not yet published; 0: the handler has closed the ring
                }
                int type = Words.getInt(memory, record + SpaceLayout.RECORD_TYPE);
                if (count == 0) {
                    StackHeadroom.check(); // the call of the handler does not overflow: it has a message, or has it not
                }
                tails[index] += SpaceLayout.recordBytes(length - SpaceLayout.RECORD_HEADER);
                if (type != SpaceLayout.PADDING) {
                    count++;
                    handler.onMessage(
                            type, readOnly, record + SpaceLayout.RECORD_HEADER, length - SpaceLayout.RECORD_HEADER);
                }
            }
        } finally {
            if (tails[index] != told && !space.hasEnded()) {
                // Release: partner of the owners' acquire; nothing is read of these records any more.
                Words.setRelease(memory, region + SpaceLayout.RING_TAIL, tails[index]);
            }
        }
        return count;
    }

    /**
     * {@return the bytes that records of all rings take, headers and padding included} Of some moment of the call for
     * each ring.
     */
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

    /** {@return how often offers and claims were aborted and started again} */
    public long aborts() {
        return space.aborts();
    }

    /**
     * Refuses every call from now on and gives the memory back; messages not yet read are gone. Waits for a
     * {@link #read} of another thread that has begun; within the handler it ends the reading. Closing again does
     * nothing, but to end what an error has cut short.
     */
    @Override
    public void close() {
        space.refuse(); // first: others who read, one after the other, would keep this waiting
        if (reader == Thread.currentThread()) {
            space.close();
            return;
        }
        reading.await();
        try {
            space.close();
        } finally {
            reading.held = ShortLock.FREE; // no call: cannot fail
        }
    }
}

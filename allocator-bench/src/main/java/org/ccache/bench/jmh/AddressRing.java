package org.ccache.bench.jmh;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Bounded ring of addresses between one producer and one consumer. An empty place holds {@link #NONE}, so the place
 * itself carries the order: the producer's release of an address pairs with the consumer's acquire, and back.
 */
final class AddressRing {
    static final long NONE = 0;

    private final AtomicLongArray places;
    private final int mask;

    /** Producer's own. */
    private int next;

    /** Consumer's own; padding between the two is the array's business of being elsewhere. */
    private int oldest;

    /** @param capacity a power of two */
    AddressRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two: " + capacity);
        }
        places = new AtomicLongArray(capacity);
        mask = capacity - 1;
    }

    /** Whether {@link #put} would overwrite; asked by the producer. */
    boolean full() {
        return places.getAcquire(next & mask) != NONE;
    }

    /** Hands an address over; the ring must not be full. */
    void put(long address) {
        places.setRelease(next++ & mask, address);
    }

    /** Takes the oldest address, {@link #NONE} if there is none. */
    long take() {
        int place = oldest & mask;
        long address = places.getAcquire(place);
        if (address != NONE) {
            places.setRelease(place, NONE);
            oldest++;
        }
        return address;
    }
}

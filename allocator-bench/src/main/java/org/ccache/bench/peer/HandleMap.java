package org.ccache.bench.peer;

import org.agrona.collections.Long2ObjectHashMap;

/**
 * Objects by address, for callers that keep addresses of a peer that frees by object. It lies on the Java heap, which
 * is fixed and touched beforehand, and therefore counts in no figure of resident memory. Its time does count, so times
 * of such peers by address are upper bounds: measure speed with their {@link Peer#table}.
 */
final class HandleMap<H> {
    /** Maps, a lock each: a power of two. */
    private static final int MAPS = 64;

    private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(MAPS);

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final Long2ObjectHashMap<H>[] maps = new Long2ObjectHashMap[MAPS];

    HandleMap() {
        for (int i = 0; i < MAPS; i++) {
            maps[i] = new Long2ObjectHashMap<>();
        }
    }

    void put(long address, H handle) {
        Long2ObjectHashMap<H> map = map(address);
        synchronized (map) {
            map.put(address, handle);
        }
    }

    /** Removes and returns what was put under {@code address}; null if nothing was. */
    H remove(long address) {
        Long2ObjectHashMap<H> map = map(address);
        synchronized (map) {
            return map.remove(address);
        }
    }

    /**
     * Removes and returns what was put under {@code address}.
     *
     * @throws IllegalArgumentException if nothing was
     */
    H take(long address) {
        H handle = remove(address);
        if (handle == null) {
            throw new IllegalArgumentException("no block at 0x" + Long.toHexString(address));
        }
        return handle;
    }

    int size() {
        int size = 0;
        for (Long2ObjectHashMap<H> map : maps) {
            synchronized (map) {
                size += map.size();
            }
        }
        return size;
    }

    /** Addresses differ in their middle bits; the multiplication brings those to the top. */
    private Long2ObjectHashMap<H> map(long address) {
        return maps[(int) ((address * 0x9E3779B97F4A7C15L) >>> SHIFT)];
    }
}

package org.ccache.allocator;

import org.ccache.allocator.arena.Arenas;
import org.ccache.allocator.cache.Caches;
import org.ccache.allocator.depot.Depots;

/** The three tiers of an allocator, top first, and what is done to all of them at once. */
record Tiers(Caches caches, Depots depots, Arenas arenas) {
    static final int COUNT = 3;

    /**
     * One tier's part of a round of maintenance, the tiers numbered from the top, 0, on: what went a tier down, or to
     * the system.
     */
    long maintain(int tier) {
        return switch (tier) {
            case 0 -> caches.maintain();
            case 1 -> depots.maintain();
            default -> arenas.maintain();
        };
    }

    /**
     * Everything that can go to the system goes: bytes purged.
     *
     * @throws IllegalStateException if the caches could not be drained; as after any error of a tier, the tiers below
     *     have given back what they had
     */
    long trim() {
        long bytes;
        try {
            caches.trim();
        } finally {
            bytes = trimLower();
        }
        return bytes;
    }

    private long trimLower() {
        long bytes;
        try {
            depots.trim();
        } finally {
            bytes = arenas.trim();
        }
        return bytes;
    }

    /**
     * Most bytes that may be mapped from now on; if more are, everything that can go to the system goes: bytes purged.
     */
    long limit(long bytes) {
        arenas.limit(bytes);
        return arenas.mapped() > bytes ? trim() : 0;
    }

    /** Refuses all further work and unmaps everything but what late callers may still look at. */
    void close() {
        try {
            caches.close();
        } finally {
            try {
                depots.close();
            } finally {
                arenas.close();
            }
        }
    }

    /** The allocator's object is collected; after {@link #close}. */
    void forgotten() {
        try {
            caches.forgotten();
        } finally {
            arenas.forgotten();
        }
    }
}
